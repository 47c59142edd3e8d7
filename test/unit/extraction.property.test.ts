import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { extract } from '../../src/documents/extract.ts'
import { defaultReadLimits, type ReadAnswer } from '../../src/documents/read-document.ts'
import { extracted, placesAgree } from '../support/extracted.ts'
import { makeMail } from '../support/make-mail.ts'
import { pdfLines, pdfWithPages } from '../support/make-pdf.ts'
import { makeWorkbook } from '../support/make-workbook.ts'
import { escapeXml, makeWord, wordParagraph } from '../support/make-word.ts'
import { makeZip } from '../support/make-zip.ts'

// Words of every alphabet that its format can carry; signs that mean something to the formats among them.
const sign = fc.constantFrom(...'abcXYZ019.,;:()[]{}<>&"\'\\/%$#§€äß¡λжяשح契約’“”–'.split(''))
const word = fc.string({ unit: sign, minLength: 1, maxLength: 12 })
const latinWord = fc.string({
  unit: fc.constantFrom(...'abcXYZ019.,;:()[]{}<>&"\'\\/%$#'.split('')),
  minLength: 1,
  maxLength: 12,
})
const lineOf = (one: fc.Arbitrary<string>) =>
  // A line of plain letters first, so that there is something to be read.
  fc.array(one, { minLength: 1, maxLength: 8 }).map((words) => `The clause ${words.join(' ')} ends.`)
const pagesOf = (one: fc.Arbitrary<string>) =>
  fc.array(fc.array(lineOf(one), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })

const solid = (text: string) => text.replace(/\s+/g, '')
const lines = (pages: string[][]) => pages.flat()

function pageTexts({ text, pages }: Document): string[] {
  return pages.map(({ start, end }) => text.slice(start, end))
}

const runs = { numRuns: 60 }

test('any words of a PDF come back on their pages', async () => {
  await fc.assert(
    fc.asyncProperty(pagesOf(latinWord), async (pages) => {
      const document = await extracted(pdfWithPages(pages.map(pdfLines)))
      expect(pageTexts(document).map(solid)).toEqual(pages.map((page) => solid(page.join('\n'))))
      expect(placesAgree(document)).toBe(true)
    }),
    runs,
  )
})

const makers: [string, (paragraphs: string[]) => Buffer][] = [
  ['a Word file', (all) => makeWord({ body: all.map((each) => wordParagraph(each)).join('') })],
  [
    'a web page',
    (all) =>
      Buffer.from(
        `<!doctype html><html><body>${all.map((each) => `<p>${escapeXml(each)}</p>`).join('\n')}</body></html>`,
      ),
  ],
  [
    'Rich Text',
    (all) => Buffer.from(`{\\rtf1\\ansi ${all.map((each) => `${rtfWords(each)}\\par `).join('')}}`),
  ],
  ['a mail', (all) => makeMail({ text: all.join('\n\n') })],
  ['plain text', (all) => Buffer.from(all.join('\n\n'))],
  ['text in UTF-16', (all) => Buffer.from(`\uFEFF${all.join('\n\n')}`, 'utf16le')],
  ['a workbook', (all) => makeWorkbook([{ name: 'A', rows: all.map((each) => [each]) }])],
  ['a ZIP', (all) => makeZip(all.map((each, index) => ({ name: `${index}.txt`, bytes: each })))],
]

test.each(makers)('any words of %s come back in their order', async (_name, make) => {
  await fc.assert(
    fc.asyncProperty(pagesOf(word), async (pages) => {
      const document = await extracted(make(lines(pages)))
      let from = 0
      const text = solid(document.text)
      for (const line of lines(pages)) {
        const at = text.indexOf(solid(line), from)
        expect(at).not.toBe(-1)
        from = at + solid(line).length
      }
      expect(placesAgree(document)).toBe(true)
    }),
    runs,
  )
})

const valid: [string, Buffer][] = [
  ['PDF', pdfWithPages([pdfLines(['1. Term', 'Five years.']), pdfLines(['2. Fees', 'Ten dollars.'])])],
  ...makers.map(([name, make]): [string, Buffer] => [
    name,
    make(['1. Term', 'Five years from May.', '2. Fees']),
  ]),
]
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), byte: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(), byte: fc.integer({ min: 1, max: 200 }) }),
)

function mutated(
  bytes: Buffer,
  changes: { kind: 'set' | 'cut' | 'double'; at: number; byte: number }[],
): Buffer {
  let result = Buffer.from(bytes)
  for (const { kind, at: anywhere, byte } of changes) {
    const at = anywhere % Math.max(1, result.length)
    if (kind === 'set') result[at] = byte
    else if (kind === 'cut') result = Buffer.concat([result.subarray(0, at), result.subarray(at + byte)])
    else result = Buffer.concat([result.subarray(0, at + byte), result.subarray(at)])
  }
  return result
}

const failures =
  /^(?:empty|too-many-pages|too-much-text|unknown-type|encrypted|damaged|unfolds-too-much|too-many-parts|too-deep|unsafe-names|not-inspected)$/

// Null where the answer is a document in which everything is in place, or a failure that is meant.
function faultOf(answer: ReadAnswer): string | null {
  if ('failure' in answer) return failures.test(answer.failure) ? null : answer.failure
  const { document } = answer
  if (!placesAgree(document)) return 'pages or headings lie elsewhere'
  if (!document.text.isWellFormed() || document.text.includes('\0')) return 'no database can hold the text'
  return /\\u0000|\\ud[89a-f]/i.test(JSON.stringify(document.warnings)) ? 'nor the warnings' : null
}

test.each(valid)(
  '%s with bytes changed, cut out and doubled is read or refused, never more',
  async (_name, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (changes) => {
        const started = performance.now()
        const answer = await extract({ bytes: mutated(bytes, changes), limits: defaultReadLimits })
        expect(faultOf(answer)).toBeNull()
        expect(performance.now() - started).toBeLessThan(10_000)
      }),
      { numRuns: 80 },
    )
  },
)
function rtfWords(words: string): string {
  return Array.from(words, (letter) => {
    if (/[\\{}]/.test(letter)) return `\\${letter}`
    return letter < '\u0080' ? letter : `\\u${letter.charCodeAt(0)}?`
  }).join('')
}
