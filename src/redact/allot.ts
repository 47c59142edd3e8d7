import type { Entry } from './placeholder.ts'
import { keyOf, type FoundValue } from './redact-text.ts'

/** Entries for new values behind those that are there, which never change: a prompt that is sent again is the same. */
export function allot(entries: readonly Entry[], found: readonly FoundValue[]): Entry[] {
  const all = [...entries]
  const exact = new Set(all.map(({ kind, value }) => keyOf(kind, value)))
  const same = new Map(all.map(({ kind, value, number }) => [identityOf({ kind, value }), number]))
  const forms = new Map<string, number>()
  const highest = new Map<string, number>()
  const count = ({ kind, number, form }: Entry) => {
    forms.set(`${kind} ${number}`, Math.max(form + 1, forms.get(`${kind} ${number}`) ?? 0))
    highest.set(kind, Math.max(number, highest.get(kind) ?? 0))
  }
  all.forEach(count)
  const add = ({ kind, value, of }: FoundValue): number => {
    const identity = identityOf({ kind, value })
    if (exact.has(keyOf(kind, value))) return same.get(identity) ?? 0
    // The fuller form has the number.
    const whole = of === undefined ? undefined : add({ kind, value: of })
    const number = whole ?? same.get(identity) ?? (highest.get(kind) ?? 0) + 1
    const entry = { kind, number, form: forms.get(`${kind} ${number}`) ?? 0, value }
    all.push(entry)
    exact.add(keyOf(kind, value))
    same.set(identity, number)
    count(entry)
    return number
  }
  for (const each of found) add(each)
  return all
}

// The same name in capitals is the same person, the same number with other gaps the same account.
function identityOf({ kind, value }: Pick<Entry, 'kind' | 'value'>): string {
  const low = value.toLowerCase()
  const isNumber = kind === 'PHONE' || kind === 'ACCOUNT' || kind === 'CARD' || kind === 'ID'
  return keyOf(kind, isNumber ? low.replace(/[\s().+/-]/g, '') : low)
}
