import { valueKinds, type ValueKind } from './value-kinds.ts'

/** A value that was replaced, and what stands for it. */
export interface Entry {
  kind: ValueKind
  /** The same person, address or number has the same one, however it is written. */
  number: number
  /** Which way of writing it is: 0 for the first. */
  form: number
  value: string
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const maxForms = letters.length * (letters.length + 1)

/** "[PERSON_1]", and where it is written in another way "[PERSON_1B]". */
export function placeholderOf({ kind, number, form }: Omit<Entry, 'value'>): string {
  return `[${kind}_${number}${formLetters(form)}]`
}

function formLetters(form: number): string {
  if (form === 0) return ''
  if (form >= maxForms) throw new Error('too many ways of writing one value')
  const first = Math.floor(form / letters.length) - 1
  return `${first < 0 ? '' : letters[first]}${letters[form % letters.length]}`
}

const kinds = valueKinds.join('|')
/**
 * A placeholder as models give it back: `[person 1]`, `\[PERSON\_1\]`, `PERSON_1`. In a document the same words are its own,
 * and have to be replaced themselves; so no boundaries are asked for: what is found in the one is found in the other.
 */
const inside = String.raw`\s{0,3}(?:${kinds})[\s\\_-]{0,3}\d{1,6}\s?[A-Z]{0,2}\s{0,3}`
const pattern = String.raw`\\\[${inside}\\\]|\[${inside}\]|(?:${kinds})\\?_\d{1,6}[A-Z]{0,2}`
const parts = new RegExp(String.raw`(${kinds})[\s\\_-]{0,3}(\d{1,6})\s?([A-Z]{0,2})`, 'i')

/** Finds what is a placeholder, or looks like one. Made anew: such an expression remembers where it is. */
export function placeholderPattern(): RegExp {
  return new RegExp(pattern, 'gi')
}

/** Puts the values back. What stands for nothing stays as it is. */
export function restoreText(text: string, entries: readonly Entry[]): string {
  if (entries.length === 0) return text
  const values = new Map(entries.map((entry) => [placeholderOf(entry), entry.value]))
  return text.replace(placeholderPattern(), (written) => {
    const [, kind = '', number = '', form = ''] = parts.exec(written) ?? []
    const plain = `[${kind.toUpperCase()}_${Number(number)}`
    const exact = values.get(`${plain}${form.toUpperCase()}]`)
    if (exact !== undefined) return exact
    // "PERSON_1is": letters that are no way of writing it belong to the text.
    const first = written.endsWith(']') ? undefined : values.get(`${plain}]`)
    return first === undefined ? written : `${first}${form}`
  })
}
