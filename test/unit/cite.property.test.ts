import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCiter } from '../../src/documents/cite.ts'
import type { Document } from '../../src/documents/document.ts'
import { hasLetters, lettersOf } from '../support/letters.ts'
import { quoteDamages } from '../support/quote-damages.ts'

const word = fc.oneof(
  // A negation before a quote is shown with it.
  {
    weight: 6,
    arbitrary: fc
      .stringMatching(/^[a-z]{2,11}$/)
      .filter((each) => !/^(?:neither|nor|never|not?|cannot)$/.test(each)),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-ZÄÖÜ][a-zäöüéß]{1,9}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[1-9][0-9]{0,4}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('“Term”', "Party's", 'co-brand', '(the', 'office)', '§', 'offshore,'),
  },
)
const gap = fc.oneof(
  { weight: 9, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('\n', '  ', '; ', '. ', '\n\n') },
)
const text = fc.array(fc.tuple(word, gap), { minLength: 20, maxLength: 120 }).map((pairs) =>
  pairs
    .map(([one, between]) => one + between)
    .join('')
    .trim(),
)
const damages = fc.constantFrom(...Object.values(quoteDamages))

function pagesOf(whole: string, count: number): Document {
  const size = Math.ceil(whole.length / count)
  const pages = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    start: index * size,
    end: Math.min(whole.length, (index + 1) * size),
  }))
  return { kind: 'pdf', text: whole, pages, paged: count > 1, headings: [], warnings: [] }
}

/** Some words in a row, at least twelve characters of them. */
function sliceOf(whole: string, from: number, count: number): string | undefined {
  const words = [...whole.matchAll(/[\p{L}\p{N}]\S*/gu)]
  const [first, last] = [words[from % words.length], words[(from % words.length) + count]]
  const slice = first && last ? whole.slice(first.index, last.index + last[0].length) : ''
  return lettersOf(slice, []).text.length >= 12 ? slice : undefined
}

test('words in a row are found at their place, whatever happened to them on the way', () => {
  fc.assert(
    fc.property(text, fc.nat(200), fc.integer({ min: 2, max: 25 }), damages, (...drawn) => {
      const [whole, from, count, damage] = drawn
      const slice = sliceOf(whole, from, count)
      fc.pre(slice !== undefined)
      const quote = damage(damage(slice))
      const document = pagesOf(whole, 1)
      const found = createCiter(document).cite(quote, null)
      expect(found.mark).not.toBe('unverified')
      const { start, end } = found
      expect(lettersOf(whole.slice(start ?? 0, end ?? 0), []).text).toBe(lettersOf(slice, []).text)
      expect(found.text).toBe(whole.slice(start ?? 0, end ?? 0).replace(/\s+/g, ' '))
    }),
    { numRuns: 400 },
  )
})

test('a quote that breaks off within a word is shown with the whole word', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(200),
      fc.integer({ min: 8, max: 25 }),
      fc.integer({ min: 1, max: 8 }),
      (...drawn) => {
        const [whole, from, count, letters] = drawn
        const slice = sliceOf(whole, from, count)?.slice(0, -letters)
        fc.pre(slice !== undefined && slice.length >= 40)
        const { mark, end } = createCiter(pagesOf(whole, 1)).cite(slice, null)
        fc.pre(mark !== 'unverified')
        // The next sign is no letter or digit, so no word is shown that says something else than the document's.
        expect(whole.slice((end ?? 0) - 1, (end ?? 0) + 1)).not.toMatch(/^[\p{L}\p{N}]{2}/u)
      },
    ),
    { numRuns: 400 },
  )
})

test('words that are not there in a row are never found, and what is found is what is shown', () => {
  const quotes = fc.oneof(
    text,
    fc.string({ unit: 'grapheme', minLength: 0, maxLength: 60 }),
    fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(text, quotes, fc.option(fc.integer()), fc.integer({ min: 1, max: 5 }), (...drawn) => {
      const [whole, quote, page, count] = drawn
      fc.pre(!hasLetters(quote, [lettersOf(whole, [])]) || lettersOf(quote, []).text === '')
      expect(createCiter(pagesOf(whole, count)).cite(quote, page).mark).toBe('unverified')
    }),
    { numRuns: 300 },
  )
})

test('two runs of words with something left out between them are never found', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(200),
      fc.integer({ min: 3, max: 8 }),
      fc.constantFrom(' ', ' … ', '...', ' [...] ', '\n'),
      (...drawn) => {
        const [whole, from, left, joint] = drawn
        const words = whole.split(/\s+/)
        const at = from % Math.max(1, words.length - left - 20)
        const [head, tail] = [words.slice(at, at + 8), words.slice(at + 8 + left, at + 16 + left)]
        const quote = `${head.join(' ')}${joint}${tail.join(' ')}`
        fc.pre(tail.length > 3 && !hasLetters(quote, [lettersOf(whole, [])]))
        expect(createCiter(pagesOf(whole, 3)).cite(quote, 1).mark).toBe('unverified')
      },
    ),
    { numRuns: 300 },
  )
})

const long = 300_000
const repeated = {
  'one letter': 'a'.repeat(long),
  'one word': 'the '.repeat(long / 4),
  'two words in turns': 'the party '.repeat(long / 10),
  'one clause': 'The Supplier shall deliver the goods to the Customer within ten days. '.repeat(long / 70),
  dashes: 'a-'.repeat(long / 2),
  'quotation marks': "''".repeat(long / 2),
}
const searched = [
  'the party '.repeat(400),
  `${'the '.repeat(500)}partyy`,
  'a'.repeat(5000),
  `${'The Supplier shall deliver the goods to the Customer within ten days. '.repeat(50)}tomorrow`,
  `${'"'.repeat(3000)} the party`,
  ' '.repeat(20_000),
]

test.each(Object.entries(repeated))('a long text of %s costs a few steps a character at most', (_, whole) => {
  const work = { steps: 0 }
  const citer = createCiter(pagesOf(whole, 300), work)
  for (const quote of searched) for (const page of [null, 299]) citer.cite(quote, page)
  expect(work.steps / (searched.length * 2)).toBeLessThan(long)
})
