import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { findHeadings } from '../../src/documents/headings.ts'
import { sectionOf } from '../../src/documents/section-of.ts'
import { splitDocument } from '../../src/documents/split-document.ts'

const pieces = fc.constantFrom(
  'The Supplier shall deliver. ',
  'a',
  ' ',
  '\n',
  '\n\n',
  '4.2 Limits of liability.\n',
  'ARTICLE IX\n',
  '“Term” means 5 years; ',
  '\u{1F600}',
  '日本語の契約書',
  '\t',
  'x'.repeat(300),
  '.',
  '\r\n',
  '\uD83D',
)
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 400, size: 'max' }).map((all) => all.join('')),
  fc.string({ maxLength: 3000, size: 'max', unit: 'binary' }),
)
const limits = fc.record({
  maxCharacters: fc.integer({ min: 2, max: 2000 }),
  counted: fc.record({
    starts: fc
      .array(fc.integer({ min: 0, max: 3000 }), { maxLength: 40 })
      .map((all) => [...new Set(all)].sort((a, b) => a - b)),
    max: fc.integer({ min: 1, max: 5 }),
  }),
})

function documentOf(text: string): Document {
  const pages = [...text.matchAll(/[^]{1,700}/g)].map(({ index, 0: page }, number) => ({
    number: number + 1,
    start: index,
    end: index + page.length,
  }))
  return { kind: 'pdf', text, pages, paged: true, headings: findHeadings(text), warnings: [] }
}

test('sections are all of the text, in order, each beginning in or at the end of the one before', () => {
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const sections = splitDocument(documentOf(text), limit)
      expect(sections[0]?.start).toBe(0)
      expect(sections.at(-1)?.end).toBe(text.length)
      const lengths = sections.map(({ start, end }) => end - start)
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(Math.min(1, text.length))
      for (const [index, { start, end }] of sections.entries()) {
        const next = sections[index + 1]
        if (!next) continue
        expect(next.start).toBeGreaterThan(start)
        expect(next.start).toBeLessThanOrEqual(end)
        expect(next.end).toBeGreaterThan(end)
      }
    }),
    { numRuns: 150 },
  )
})

test('no section is longer than it may be, holds more pictures, or cuts a character in two', () => {
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const sections = splitDocument(documentOf(text), limit)
      for (const { start, end } of sections) {
        // A character of two units, where a section may have but one or two, goes in whole.
        expect(end - start).toBeLessThanOrEqual(Math.max(2, limit.maxCharacters))
        const { starts, max } = limit.counted
        const held = starts.filter((each) => each >= start && each < end).length
        expect(end - start <= 2 || held <= max).toBe(true)
        expect(
          /[\uD800-\uDBFF]$/.test(text.slice(0, start)) && /^[\uDC00-\uDFFF]/.test(text.slice(start)),
        ).toBe(false)
      }
    }),
    { numRuns: 150 },
  )
})

test('a section’s pages have their true numbers, and hold the same words as the document’s', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 50, max: 2000 }), (text, maxCharacters) => {
      const document = documentOf(text)
      for (const section of splitDocument(document, { maxCharacters })) {
        const { text: own, pages, headings } = sectionOf(document, section)
        expect(own).toBe(text.slice(section.start, section.end))
        expect(pages.map((page) => own.slice(page.start, page.end)).join('')).toBe(own)
        for (const page of pages) {
          const whole = document.pages[page.number - 1]
          expect(text.slice(whole?.start, whole?.end)).toContain(own.slice(page.start, page.end))
        }
        for (const { title, start, end } of headings) expect(own.slice(start, end)).toBe(title)
      }
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['one line without a space', 'x'.repeat(1_000_000)],
  ['nothing but spaces', ' '.repeat(1_000_000)],
  ['nothing but empty lines', '\n'.repeat(1_000_000)],
  ['nothing but full stops', '.'.repeat(1_000_000)],
  ['emoji without end', '\u{1F600}'.repeat(500_000)],
])('a megabyte of %s is cut within seconds', (_, text) => {
  const startedAt = performance.now()
  const sections = splitDocument({ text, headings: [] }, { maxCharacters: 10_000 })
  expect(sections.length).toBeLessThan(300)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

test('cuts fall where clauses begin', () => {
  const clause = (number: number) =>
    `${number}. Clause ${'of this agreement '.repeat(2)}\n${'The parties agree on this. '.repeat(20)}\n`
  const text = Array.from({ length: 40 }, (_, index) => clause(index + 1)).join('')
  const sections = splitDocument({ text, headings: findHeadings(text) }, { maxCharacters: 6000 })
  expect(sections.length).toBeGreaterThan(3)
  for (const { start } of sections) expect(text.slice(start, start + 20)).toMatch(/^\d+\. Clause/)
  for (const { end } of sections.slice(0, -1)) expect(text.slice(end, end + 20)).toMatch(/^\d+\. Clause/)
  const lengths = sections.map(({ start, end }) => end - start)
  expect(Math.min(...lengths)).toBeGreaterThan(Math.max(...lengths) / 2)
})
