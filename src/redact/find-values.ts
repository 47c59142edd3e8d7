import { findContacts, findKeyedUrls } from './find-contacts.ts'
import { findNumbers } from './find-numbers.ts'
import { findParties } from './find-parties.ts'
import { findPeople } from './find-people.ts'
import { nameLists } from './given-names.ts'
import type { RedactGroup } from '../redact-groups.ts'
import type { KnownValue } from './known-values.ts'
import { findOwnPatterns, type OwnRules } from './own-rules.ts'
import { placeholderPattern } from './placeholder.ts'
import { spansOf, type ValueSpan } from './span.ts'

export interface RedactRules {
  groups: RedactGroup[]
  own: OwnRules
}

/** What is told by its form alone, in any piece of a text: numbers, addresses, own patterns, and what looks like a placeholder. */
export function findByForm(text: string, { groups, own }: RedactRules): ValueSpan[] {
  const kept = new Set(own.keep.map((each) => each.toLowerCase()))
  const found = [
    ...(groups.includes('contacts') ? findContacts(text) : []),
    ...(groups.includes('numbers') ? [...findNumbers(text), ...findKeyedUrls(text)] : []),
    ...findOwnPatterns(text, own),
  ].filter(({ start, end }) => !kept.has(text.slice(start, end).toLowerCase()))
  return [...spansOf(text, { kind: 'TEXT', pattern: placeholderPattern() }), ...found]
}

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
