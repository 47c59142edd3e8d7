export type Json = Record<string, unknown>

/** Notes a problem, and where under the block it is. */
export type Say = (problem: string, at?: string) => void

export interface TextRule {
  max: number
  at: string
  kinds?: readonly string[]
}

/** A text object that has to be there: of an allowed kind, neither empty nor too long. */
export function checkText(value: unknown, rule: TextRule, say: Say): void {
  const { text, type } = asObject(value)
  const kinds = rule.kinds ?? ['plain_text', 'mrkdwn']
  if (typeof text !== 'string' || text === '') return say('must have a text', rule.at)
  if (!kinds.includes(String(type))) say(`must be ${kinds.join(' or ')}, not ${String(type)}`, rule.at)
  if (text.length > rule.max) say(`must be less than ${rule.max + 1} characters`, rule.at)
}

export function checkOptionalText(value: unknown, rule: TextRule, say: Say): void {
  if (value !== undefined && value !== null) checkText(value, rule, say)
}

/** A plain string that may be missing. */
export function checkLength(value: unknown, of: { max: number; at: string }, say: Say): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'string') return say('must be a string', of.at)
  if (value.length > of.max) say(`must be less than ${of.max + 1} characters`, of.at)
}

/** A list of a size that is allowed. */
export function checkedList(value: unknown, of: { min: number; max: number; at: string }, say: Say): Json[] {
  const list = asList(value)
  if (list.length < of.min || list.length > of.max) say(`must hold ${of.min} to ${of.max} items`, of.at)
  return list
}

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

export function asList(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject) : []
}

export const plain = ['plain_text'] as const
