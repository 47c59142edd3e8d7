import { z } from 'zod'

/** What an operator, a channel or an analysis may want kept from models. */
export const redactGroups = ['people', 'contacts', 'numbers', 'parties'] as const
export const RedactGroup = z.enum(redactGroups)
export type RedactGroup = z.infer<typeof RedactGroup>

/** As people read it, and in the order they read it. */
export const groupNames: Record<RedactGroup, string> = {
  people: 'names of people',
  contacts: 'mail and postal addresses and phone numbers',
  numbers: 'account, card and id numbers',
  parties: 'names of companies',
}

/** All that any of them wants, each once and in one order: the strictest wins. */
export function strictest(...wanted: (readonly RedactGroup[] | null | undefined)[]): RedactGroup[] {
  const all = wanted.flatMap((each) => each ?? [])
  return redactGroups.filter((group) => all.includes(group))
}

/** "names of people, account, card and id numbers". */
export function namesOf(groups: readonly RedactGroup[]): string {
  return groups.map((group) => groupNames[group]).join(', ')
}
