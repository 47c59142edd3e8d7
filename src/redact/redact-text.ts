import type { Page } from '../documents/document.ts'
import type { Document } from '../documents/document.ts'
import { findByForm, type RedactRules } from './find-values.ts'
import { createValueFinder, type KnownValue } from './known-values.ts'
import { placeholderOf, type Entry } from './placeholder.ts'
import { joined, type ValueSpan } from './span.ts'

/** A value as it stands in a text, in the order in which it is met. */
export type FoundValue = Pick<Entry, 'kind' | 'value'> & { of?: string }

/** Finds all values of a text: by their form, and the names that are known. */
export function createSpanFinder(
  names: readonly KnownValue[],
  rules: RedactRules,
): (text: string) => ValueSpan[] {
  const findNamed = createValueFinder(names)
  return (text) => joined([...findByForm(text, rules), ...findNamed(text)])
}

/** The values that spans cover; each once. */
export function valuesOf(text: string, spans: readonly ValueSpan[]): FoundValue[] {
  const found = new Map<string, FoundValue>()
  for (const { kind, start, end, of } of spans) {
    const value = flat(text.slice(start, end))
    const key = keyOf(kind, value)
    if (!found.has(key)) found.set(key, of === undefined ? { kind, value } : { kind, value, of })
  }
  return [...found.values()]
}

export interface RedactedText {
  text: string
  /** Where an offset of the original is in it. */
  offset: (original: number) => number
}

/** Puts placeholders in place of the spans. Every span's value must have an entry. */
export function replaceSpans(
  text: string,
  spans: readonly ValueSpan[],
  entries: readonly Entry[],
): RedactedText {
  const placeholders = new Map(entries.map((entry) => [keyOf(entry.kind, entry.value), placeholderOf(entry)]))
  const starts: { from: number; to: number; end: number; toEnd: number }[] = []
  let redacted = ''
  let last = 0
  for (const { kind, start, end } of spans) {
    const placeholder = placeholders.get(keyOf(kind, flat(text.slice(start, end))))
    if (placeholder === undefined) throw new Error(`no placeholder for a value of the kind ${kind}`)
    redacted += text.slice(last, start)
    starts.push({ from: start, to: redacted.length, end, toEnd: redacted.length + placeholder.length })
    redacted += placeholder
    last = end
  }
  redacted += text.slice(last)
  const offset = (original: number) => {
    const before = starts.findLast(({ from }) => from < original)
    if (!before) return original
    return before.toEnd + Math.max(0, original - before.end)
  }
  return { text: redacted, offset }
}

/** A text without what is known to stand for something; nothing new is looked for. */
export function hideKnown(text: string, entries: readonly Entry[]): string {
  const find = createValueFinder(entries.map(({ kind, value }) => ({ kind, value, isExact: true })))
  return replaceSpans(text, joined(find(text)), entries).text
}

/** A document with placeholders; its pages and headings stand where they stood. Warnings quote it, and go to nobody. */
export function replaceInDocument(
  document: Document,
  find: (text: string) => ValueSpan[],
  entries: readonly Entry[],
): Document {
  const { text, offset } = replaceSpans(document.text, find(document.text), entries)
  const replace = (words: string) => replaceSpans(words, find(words), entries).text
  return {
    ...document,
    text,
    pages: document.pages.map((page): Page => ({
      ...page,
      start: offset(page.start),
      end: offset(page.end),
      ...(page.label === undefined ? {} : { label: replace(page.label) }),
    })),
    headings: document.headings.map(({ title, start, end }) => ({
      title: replace(title),
      start: offset(start),
      end: offset(end),
    })),
    warnings: [],
  }
}

export function keyOf(kind: string, value: string): string {
  return `${kind} ${value}`
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}
