import { allot } from '../../src/redact/allot.ts'
import { findNames } from '../../src/redact/find-names.ts'
import type { RedactRules } from '../../src/redact/find-values.ts'
import { noOwnRules, type OwnRules } from '../../src/redact/own-rules.ts'
import { restoreText, type Entry } from '../../src/redact/placeholder.ts'
import { createSpanFinder, replaceSpans, valuesOf } from '../../src/redact/redact-text.ts'
import { redactGroups } from '../../src/redact-groups.ts'

export const allGroups: RedactRules = { groups: [...redactGroups], own: noOwnRules }

/** Redaction without thread and database. */
export function redactHere(
  text: string,
  rules: RedactRules = allGroups,
): { text: string; entries: Entry[]; restored: string } {
  const find = createSpanFinder(findNames(text, rules), rules)
  const spans = find(text)
  const entries = allot([], valuesOf(text, spans))
  const redacted = replaceSpans(text, spans, entries)
  return { text: redacted.text, entries, restored: restoreText(redacted.text, entries) }
}

export function own(rules: Partial<OwnRules>): RedactRules {
  return { ...allGroups, own: { ...noOwnRules, ...rules } }
}
