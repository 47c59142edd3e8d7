import { AppError } from '../errors.ts'
import type { Analysis, Variable } from './analysis.ts'

type Asking = Pick<Analysis, 'name' | 'variables'>

/** Throws `usage` naming every value that is for no variable of the analysis, is none of its type, or is missing. */
export function checkVariables(analysis: Asking, given: Record<string, string>): void {
  const problems = [
    ...unknownVariables(analysis, given),
    ...Object.entries(wrongVariables(analysis, given)).map(([name, problem]) => `${name} ${problem}.`),
  ]
  if (problems.length === 0) return
  throw new AppError('usage', `wrong variables for ${analysis.name}`, { userMessage: problems.join(' ') })
}

/** What is wrong with the values of the analysis' variables: name → "must be a number". */
export function wrongVariables(analysis: Asking, given: Record<string, string>): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const variable of analysis.variables) {
    const problem = problemOf(variable, given[variable.name] ?? '')
    if (problem !== null) wrong[variable.name] = problem
  }
  return wrong
}

function unknownVariables(analysis: Asking, given: Record<string, string>): string[] {
  const names = analysis.variables.filter(({ type }) => type !== 'document').map(({ name }) => name)
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (unknown.length === 0) return []
  const known = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.'
  return [`${analysis.name} has no variable ${unknown.join(', ')}. ${known}`]
}

function problemOf({ type, required, choices }: Variable, value: string): string | null {
  if (type === 'document') return null
  if (value === '') return required ? 'is needed' : null
  switch (type) {
    case 'choice':
      return choices.includes(value) ? null : `must be one of: ${choices.join(', ')}`
    case 'date':
      return isDate(value) ? null : 'must be a date such as 2026-11-30'
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value))
        ? null
        : 'must be a number such as 12 or 12.5'
    case 'text':
    case 'long-text':
    case 'person':
      return null
  }
}

function isDate(value: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
