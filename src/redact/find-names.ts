import { findParties } from './find-parties.ts'
import { findPeople } from './find-people.ts'
import type { RedactRules } from './find-values.ts'
import { nameLists } from './given-names.ts'
import type { KnownValue } from './known-values.ts'

/** What is told by what stands around it, so from a whole text: people and companies. What the operator names comes first. */
export function findNames(text: string, { groups, own }: RedactRules): KnownValue[] {
  return [
    ...own.words.map((value): KnownValue => ({ kind: 'TERM', value })),
    ...own.people.map((value): KnownValue => ({ kind: 'PERSON', value })),
    ...own.parties.map((value): KnownValue => ({ kind: 'PARTY', value })),
    ...(groups.includes('people') ? findPeople(text, nameLists(), own.keep) : []),
    ...(groups.includes('parties') ? findParties(text, own.keep) : []),
  ]
}
