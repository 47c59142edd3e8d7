import { findContacts, findKeyedUrls } from './find-contacts.ts'
import { findNumbers } from './find-numbers.ts'
import type { RedactGroup } from '../redact-groups.ts'
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
