import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { allot } from '../../src/redact/allot.ts'
import { findNames } from '../../src/redact/find-names.ts'
import { findByForm } from '../../src/redact/find-values.ts'
import { placeholderPattern, restoreText } from '../../src/redact/placeholder.ts'
import { createSpanFinder, replaceInDocument, valuesOf } from '../../src/redact/redact-text.ts'
import { valueKinds } from '../../src/redact/value-kinds.ts'
import { allGroups, own, redactHere } from '../support/redact-here.ts'

const values = fc.constantFrom(
  'John Thievon',
  'JOHN THIEVON',
  'Mr. Grobowsky',
  'By: /s/ Bassil Dahiyat',
  'ada.lovelace@acme.example',
  'jürgen@münchen.example',
  '(415) 555-0134',
  '+44 20 7946 0958',
  'DE89 3704 0044 0532 0130 00',
  '4111 1111 1111 1111',
  '536-90-4399',
  '12-3456789',
  'DE123456789',
  'passport no. X1234567',
  'account number 12345678',
  'https://ada:secret@files.example/x',
  '12 Main Street, Suite 4, Denver, CO 80237',
  'Quicksilver Labs, Inc.',
  'MAT-123456',
)
const kind = fc.constantFrom(...valueKinds, ...valueKinds.map((each) => each.toLowerCase()))
const forged = fc
  .tuple(
    fc.constantFrom('', '[', '[ ', '\\[', '[['),
    kind,
    fc.constantFrom('_', ' ', '-', '\\_', ''),
    fc.nat(99),
    fc.constantFrom('', 'B', 'ZZ', ' C'),
    fc.constantFrom('', ']', ' ]', '\\]', ']]'),
  )
  .map((parts) => parts.join(''))
const filler = fc.oneof(
  fc.constantFrom(
    ' ',
    '\n',
    '. ',
    ', ',
    ' and ',
    '; the fee of $5,000 on 1 May 2019 under section 10.2 ',
    '',
    '_',
    '1',
    '"',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const texts = fc.array(fc.oneof(values, forged, filler), { maxLength: 30 }).map((parts) => parts.join(''))
const rules = own({ patterns: ['MAT-\\d{6}'], words: ['the fee'], people: ['Ada'] })
const escaped = (text: string) => text.replace(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)
const flat = (text: string) => text.replace(/\s+/g, ' ')

test('what is redacted and restored is the same, white space within values aside', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(flat(redactHere(text, rules).restored)).toBe(flat(text))
    }),
    { numRuns: 600 },
  )
})

test('nothing is left of what was found, and all that looks like a placeholder is one', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const redacted = redactHere(text, rules)
      const known = new Set(redacted.entries.map(({ kind: of, number, form }) => `${of} ${number} ${form}`))
      expect(known.size).toBe(redacted.entries.length)
      const bare = redacted.text.replace(placeholderPattern(), '\n\n')
      const left = redacted.entries
        .filter(({ kind: of }) => of === 'PERSON' || of === 'TERM')
        .filter(({ value }) => new RegExp(`(?<!\\p{L})${escaped(value)}(?!\\p{L})`, 'u').test(bare))
      expect(left).toEqual([])
      const unknown = (redacted.text.match(placeholderPattern()) ?? []).filter(
        (placeholder) => restoreText(placeholder, redacted.entries) === placeholder,
      )
      expect(unknown).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('separate values of every kind are all replaced', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 12 }), (list) => {
      const text = list.join('\n\nand the parties agree to it.\n\n')
      const { text: redacted } = redactHere(text, rules)
      expect(redacted).not.toMatch(
        /Thievon|THIEVON|Grobowsky|Dahiyat|lovelace|münchen|555-0134|7946|0532|4111|536-90|3456789|X1234567|12345678|secret@|Main Street|Quicksilver|MAT-/,
      )
    }),
    { numRuns: 200 },
  )
})

test('pages and headings stand where they stood', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), (pages) => {
      let text = ''
      const spans = pages.map((page, index) => {
        const start = text.length
        text += `${page}\n\n`
        return { number: index + 1, start, end: start + page.length }
      })
      const document: Document = { kind: 'text', text, pages: spans, paged: true, headings: [], warnings: [] }
      const find = createSpanFinder(findNames(text, rules), rules)
      const found = find(text)
      const entries = allot([], valuesOf(text, found))
      const redacted = replaceInDocument(document, find, entries)
      let last = 0
      for (const page of redacted.pages) {
        expect(page.start).toBeGreaterThanOrEqual(last)
        expect(page.end).toBeGreaterThanOrEqual(page.start)
        last = page.end
      }
      // Where no value reaches over its edges a page restores to itself.
      const whole = spans.flatMap((span, index) => {
        const isCut = found.some(({ start, end }) =>
          [span.start, span.end].some((at) => start < at && at < end),
        )
        return isCut ? [] : [index]
      })
      const restored = redacted.pages.map(({ start, end }) =>
        flat(restoreText(redacted.text.slice(start, end), entries)),
      )
      expect(whole.map((index) => restored[index])).toEqual(whole.map((index) => flat(pages[index] ?? '')))
      expect(redacted.pages.at(-1)?.end ?? 0).toBeLessThanOrEqual(redacted.text.length)
    }),
    { numRuns: 200 },
  )
})

test('no text makes a pattern slow', () => {
  const unpleasant = [
    'a',
    '1',
    ' ',
    '-',
    '.',
    'A',
    '(',
    '[',
    'A ',
    '1 ',
    'Aa ',
    'Mr ',
    'By: ',
    '1-',
    '+1',
    'a@',
    'a.',
    'http://',
    'no ',
    '_',
    'Inc ',
    '12 A ',
    '\n',
  ]
  const slow = unpleasant.filter((piece) => {
    const text = piece.repeat(Math.ceil(60_000 / piece.length))
    const startedAt = performance.now()
    findByForm(text, allGroups)
    findNames(text, allGroups)
    return performance.now() - startedAt > 4000
  })
  expect(slow).toEqual([])
})
