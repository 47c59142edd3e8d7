import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { extract } from '../../src/documents/extract.ts'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'
import { pdfStream, pdfString, pdfWithPages } from '../support/make-pdf.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const shown = [
  'The Supplier may end this agreement at any time without notice.',
  'The Customer pays all of the fees that are due for ten years.',
]

/** A page in a font that says of every letter it is the one so many places further on. */
function lyingPdf(places: number): Buffer {
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const hex = (letter: string) => letter.charCodeAt(0).toString(16).padStart(2, '0')
  const lines = Array.from(letters, (letter, index) => {
    const said = letters[(index + places) % letters.length] ?? letter
    return `<${hex(letter)}> <00${hex(said)}>`
  })
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /L def /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange ${lines.length} beginbfchar ${lines.join('\n')} endbfchar endcmap end end`
  const words = shown.map((line) => `${pdfString(line)} Tj T*`).join('\n')
  return pdfWithPages([`BT /F2 14 Tf 30 TL 72 700 Td ${words} ET`], {
    resources: '/Font << /F2 4 0 R >>',
    objects: [
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 5 0 R >>',
      pdfStream(map),
    ],
  })
}

const limits = { ...defaultReadLimits, recogniseMs: 30_000 }

test('a page whose text says something else than it shows is read by OCR, and that is told', async () => {
  const document = await readDocument(lyingPdf(13), { fileName: 'a.pdf', limits })
  expect(document.text).toContain('The Supplier may end this agreement at any time without notice.')
  expect(document.pages).toMatchObject([{ number: 1, ocr: 'ours' }])
  expect(document.warnings).toEqual([
    {
      kind: 'mismatch',
      page: 1,
      reason: 'the text behind the page is not what the page shows; I read what it shows by OCR',
      excerpt: expect.stringContaining('Shccyvre') as unknown,
    },
  ])
})

test('without OCR the page is told to be compared, and its text stays', async () => {
  const none = { ...limits, recogniseMs: 0 }
  const document = await readDocument(lyingPdf(13), { fileName: 'a.pdf', limits: none })
  expect(document.text).toContain('Shccyvre')
  expect(document.warnings).toMatchObject([
    { kind: 'mismatch', page: 1, reason: expect.stringContaining('compare') },
  ])
})

test('a font that tells the truth raises no doubt, nor do real contracts', async () => {
  for (const bytes of [
    lyingPdf(0),
    await readFile(join(fixtures, 'strategic-alliance.pdf')),
    await readFile(join(fixtures, 'agency.pdf')),
  ])
    expect(await extract({ bytes, limits })).toMatchObject({ doubtful: [] })
})
