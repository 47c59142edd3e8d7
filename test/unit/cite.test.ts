import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCiter, type Citer } from '../../src/documents/cite.ts'
import type { Document } from '../../src/documents/document.ts'
import { readDocument } from '../../src/documents/read-document.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
let document: Document
let citer: Citer
let gold: string[]

beforeAll(async () => {
  document = await readDocument(await readFile(join(fixtures, 'strategic-alliance.pdf')), {
    fileName: 'a.pdf',
  })
  citer = createCiter(document)
  const all = JSON.parse(await readFile(join(fixtures, 'cuad-gold.json'), 'utf8')) as Record<
    string,
    Record<string, string[]>
  >
  gold = Object.values(all['strategic-alliance.pdf'] ?? {})
    .flat()
    .filter((span) => span.length >= 40 && !span.includes('<omitted>'))
})

function withoutStop(text: string | null): string | undefined {
  return text?.replace(/[.”"]+$/, '')
}

const damages: Record<string, (quote: string) => string> = {
  'line breaks': (quote) => quote.replaceAll(' ', '\n'),
  case: (quote) => quote.toUpperCase(),
  'curly quotation marks': (quote) => quote.replaceAll('"', '“').replaceAll("'", '’'),
  hyphenation: (quote) => quote.replace(/\b(\w{4})(\w{4,})\b/, '$1-\n$2'),
  'ellipsis at the ends': (quote) => `…${quote}...`,
  'marks around it': (quote) => `“${quote}”`,
  'lost spaces': (quote) => quote.replace(/(\w) (\w)/, '$1$2'),
}

describe.each(Object.entries(damages))('a gold quote with %s', (name, damage) => {
  test('is found at its place with the words of the document', () => {
    expect(gold.length).toBeGreaterThan(5)
    for (const span of gold) {
      const clean = citer.cite(span, null)
      const found = citer.cite(damage(span), null)
      expect({ name, span, mark: found.mark === 'unverified' }).toEqual({
        name,
        span,
        mark: clean.mark === 'unverified',
      })
      // An ellipsis swallows the full stop before it.
      expect([found.start, withoutStop(found.text)]).toEqual([clean.start, withoutStop(clean.text)])
    }
  })
})

test('every gold quote is located', () => {
  const located = gold.filter((span) => citer.cite(span, null).mark !== 'unverified')
  expect(located).toHaveLength(gold.length)
})

test('the claimed page wins where words stand on several pages', () => {
  const text = 'The Supplier shall pay. \n\nThe Supplier shall pay. '
  const pages = [
    { number: 1, start: 0, end: 24 },
    { number: 2, start: 26, end: 50 },
  ]
  const twice = createCiter({ kind: 'pdf', text, pages, paged: true, headings: [], warnings: [] })
  expect(twice.cite('The Supplier shall pay.', 2).page).toBe(2)
  expect(twice.cite('The Supplier shall pay.', 1).page).toBe(1)
  expect(twice.cite('The Supplier shall pay.', 9).page).toBe(2)
})

const clause =
  'The Licensor shall not be liable for any indirect damages exceeding 10,000 dollars in the aggregate.'
const one = () =>
  createCiter({
    kind: 'text',
    text: clause.slice(0, -1),
    pages: [{ number: 1, start: 0, end: clause.length }],
    paged: false,
    headings: [],
    warnings: [],
  })

test.each([
  ['a short quote', 'be liable'],
  ['a lost negation', clause.replace('shall not', 'shall')],
  ['a changed number', clause.replace('10,000', '16,000')],
  ['a changed party', clause.replace('Licensor', 'Licensee')],
  ['a changed meaning', clause.replace('indirect', 'direct')],
  ['a spliced quote', 'The Licensor shall not be liable ... in the aggregate.'],
  ['a paraphrase', 'The Licensor is never responsible for indirect losses above ten thousand dollars.'],
  ['an invented quote', 'The Licensor shall indemnify the Licensee against all claims of third parties.'],
  ['part of a word', 'icensor shall not be liable for any indirect'],
])('%s is not accepted', (_, quote) => {
  expect(one().cite(quote, null)).toEqual({
    mark: 'unverified',
    page: null,
    start: null,
    end: null,
    text: null,
  })
})

test('a quote that begins behind a negation is shown with it', () => {
  const quote = clause.slice(clause.indexOf('be liable'), -1)
  expect(one().cite(quote, null)).toMatchObject({ mark: 'repaired', text: `not ${quote}` })
})

test('a slip inside a long word is repaired with the words of the document', () => {
  expect(
    one().cite(clause.replace('aggregate', 'agregate').replace('exceeding', 'exceedding'), null),
  ).toMatchObject({ mark: 'repaired', text: clause.slice(0, -1) })
})

test('typewritten, ligature and dash variants are the same words', () => {
  const text = "The ''Ofﬁce'' – see Annex – remains co-ordinated by the parties."
  const found = createCiter({
    kind: 'text',
    text,
    pages: [{ number: 1, start: 0, end: text.length }],
    paged: false,
    headings: [],
    warnings: [],
  })
  expect(found.cite('The "Office" - see Annex - remains coordinated by the parties.', null)).toMatchObject({
    mark: 'repaired',
    start: 0,
    end: text.length,
  })
})

test('any words of the document are verified at a place that holds them', () => {
  const words = [...document.text.matchAll(/\S+/g)]
  fc.assert(
    fc.property(fc.nat(words.length - 40), fc.integer({ min: 6, max: 30 }), (from, count) => {
      const [first, last] = [words[from], words[from + count]]
      if (!first || !last) return
      const quote = document.text.slice(first.index, last.index + last[0].length)
      fc.pre(/^[\p{L}\p{N}]/u.test(quote) && /[\p{L}\p{N}]$/u.test(quote))
      fc.pre(!/^(?:neither|nor|never|not|no|cannot)$/i.test(words[from - 1]?.[0] ?? ''))
      const found = citer.cite(quote.replace(/\s+/g, ' '), null)
      expect(found.mark).toBe('verified')
    }),
    { numRuns: 200 },
  )
})
