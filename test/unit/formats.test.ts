import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { extracted, placesAgree } from '../support/extracted.ts'
import { makeMail } from '../support/make-mail.ts'
import { makePdf, pdfLines, pdfWithPages } from '../support/make-pdf.ts'
import { makeWorkbook } from '../support/make-workbook.ts'
import { makeWord, wordParagraph, wordRun } from '../support/make-word.ts'
import { makeZip } from '../support/make-zip.ts'

const fixture = (name: string) => readFile(join(import.meta.dirname, '../fixtures', name))
const labels = ({ pages }: Document) => pages.map(({ number, label }) => [number, label])
const pageText = ({ text, pages }: Document, number: number) => {
  const page = pages[number - 1]
  return text.slice(page?.start, page?.end)
}

test('a PDF’s pages, lines and headings stand where they stood', async () => {
  const document = await extracted(
    pdfWithPages([
      pdfLines(['1. Term', 'This Agreement lasts five', 'years.']),
      pdfLines(['2. Fees', 'The fee is $10.']),
    ]),
  )
  expect(document).toMatchObject({ kind: 'pdf', paged: true, warnings: [] })
  expect(pageText(document, 1)).toBe('1. Term\nThis Agreement lasts five\nyears.')
  expect(pageText(document, 2)).toBe('2. Fees\nThe fee is $10.')
  expect(document.headings.map(({ title }) => title)).toEqual(['1. Term', '2. Fees'])
  expect(placesAgree(document)).toBe(true)
})

test('what was typed into a PDF’s form and onto its page is text of the page', async () => {
  const appearance = (words: string) =>
    `<< /Length ${words.length + 30} /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 3 0 R >> >> >>\nstream\nBT /F1 12 Tf 2 4 Td (${words}) Tj ET\nendstream`
  const document = await extracted(
    pdfWithPages([pdfLines(['The buyer is:'])], {
      page: '/Annots [4 0 R 6 0 R]',
      objects: [
        '<< /Type /Annot /Subtype /Widget /FT /Tx /T (buyer) /V (Acme Ltd) /F 4 /Rect [72 600 272 620] /AP << /N 5 0 R >> >>',
        appearance('Acme Ltd'),
        '<< /Type /Annot /Subtype /FreeText /Contents (Agreed) /F 4 /Rect [72 500 272 520] /AP << /N 7 0 R >> >>',
        appearance('Agreed by Bob'),
      ],
    }),
  )
  expect(document.text).toContain('Acme Ltd')
  expect(document.text).toContain('Agreed by Bob')
})

test('a Word file’s changes, comments, notes, header, footer and table are read as what they are', async () => {
  const cell = (words: string) => `<w:tc>${wordParagraph(words)}</w:tc>`
  const document = await extracted(
    makeWord({
      body: [
        wordParagraph('Fees', '<w:b/>'),
        `<w:p>${wordRun('The fee is ')}<w:del w:id="1" w:author="Bob"><w:r><w:delText>$10</w:delText></w:r></w:del><w:ins w:id="2" w:author="Bob">${wordRun('$20')}</w:ins>${wordRun(' a month.')}<w:r><w:commentReference w:id="7"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`,
        `<w:tbl><w:tr>${cell('Item')}${cell('Price')}</w:tr><w:tr>${cell('Hosting')}${cell('$5')}</w:tr></w:tbl>`,
      ].join(''),
      comments: `<w:comment w:id="7" w:author="Eve">${wordParagraph('Too much?')}</w:comment>`,
      footnotes: `<w:footnote w:id="2">${wordParagraph('Without tax.')}</w:footnote>`,
      header1: wordParagraph('Acme confidential'),
      footer1: wordParagraph('Draft of May'),
    }),
  )
  expect(document).toMatchObject({ kind: 'docx', paged: false, warnings: [] })
  expect(document.text).toBe(
    '[[header: Acme confidential]]\n\nFees\n\nThe fee is [[deleted: $10]] [[inserted: $20]]  a month. [[comment by Eve: Too much?]][1]\n\nItem\tPrice\n\nHosting\t$5\n\n[[footer: Draft of May]]\n\n[1] Without tax.',
  )
  expect(document.headings).toContainEqual(expect.objectContaining({ title: 'Fees' }))
  expect(placesAgree(document)).toBe(true)
})

test('real tracked changes and notes of a Word file are read', async () => {
  const document = await extracted(await fixture('tracked-changes.docx'))
  expect(document.text).toMatch(/\[\[(?:deleted|inserted): /)
  expect(placesAgree(document)).toBe(true)
})

test('a web page reads as a browser shows it', async () => {
  const document = await extracted(
    Buffer.from(
      '<!-- x --><!DOCTYPE html><html><head><title>Lease</title><meta charset="windows-1252"></head><body><h2>1. Rent</h2><p>The rent is\n  <b>&euro;500</b>.</p><ul><li>Monthly</li><li>In advance</li></ul><table><tr><td>May</td><td>500</td></tr></table></body></html>',
      'latin1',
    ),
  )
  expect(document).toMatchObject({ kind: 'html', paged: false, warnings: [] })
  expect(document.text).toBe('1. Rent\n\nThe rent is €500.\n\nMonthly\n\nIn advance\n\nMay\t500')
  expect(document.headings[0]).toMatchObject({ title: '1. Rent', start: 0 })
})

test('a web page’s own encoding is believed', async () => {
  const bytes = Buffer.from(
    '<html><head><meta charset="iso-8859-2"></head><body><p>\xb1\xe6 umowa</p></body></html>',
    'latin1',
  )
  expect((await extracted(bytes)).text).toBe('ąć umowa')
})

test('Rich Text’s letters, tables, notes and changes are read', async () => {
  const document = await extracted(
    Buffer.from(
      String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}\f0 Stra\'dfe \u8364?5 \ldblquote quoted\rdblquote\par Name\cell Price\cell\row {\deleted old}{\revised new} words{\footnote A note.}\par {\header Not here}{\pict\bin4 {}}\}End}`,
    ),
  )
  expect(document).toMatchObject({ kind: 'rtf', paged: false, warnings: [] })
  expect(document.text).toContain('Straße €5 “quoted”')
  expect(document.text).toContain('Name\tPrice')
  expect(document.text).toContain('[[deleted: old]] [[inserted: new]]  words[[note: A note.]]')
  expect(document.text).not.toMatch(/Arial|Not here/)
})

test('a mail is its heads, its text and its attachments, each a page of its own', async () => {
  const document = await extracted(
    makeMail({
      subject: 'Lease',
      text: 'Please see attached.',
      parts: [
        {
          name: 'lease.pdf',
          type: 'application/pdf',
          bytes: makePdf(['The first page.', 'The second page.']),
        },
        {
          name: 'prices.xlsx',
          type: 'application/octet-stream',
          bytes: makeWorkbook([{ name: 'Fees', rows: [['Rent', '500']] }]),
        },
        {
          name: 'forwarded.eml',
          type: 'message/rfc822',
          bytes: makeMail({ subject: 'Older', text: 'The older mail.' }),
          isPlain: true,
        },
      ],
    }),
  )
  expect(document).toMatchObject({ kind: 'email', paged: true, warnings: [] })
  expect(labels(document)).toEqual([
    [1, 'the message'],
    [2, 'lease.pdf, page 1'],
    [3, 'lease.pdf, page 2'],
    [4, 'prices.xlsx, sheet “Fees”'],
    [5, 'forwarded.eml, the message'],
  ])
  expect(pageText(document, 1)).toContain('Subject: Lease\n\nPlease see attached.')
  expect(pageText(document, 1)).toContain('From: Ada Lovelace <ada@example.com>')
  expect(pageText(document, 3)).toBe('The second page.')
  expect(pageText(document, 4)).toBe('Rent\t500')
  expect(pageText(document, 5)).toContain('The older mail.')
  expect(placesAgree(document)).toBe(true)
})

test('Outlook’s own mails are read, those of another encoding too', async () => {
  const outlook = await extracted(await fixture('mail/attachAndInline.msg'))
  expect(outlook.kind).toBe('email')
  expect(outlook.text).toContain('Subject: ')
  const foreign = await extracted(await fixture('mail/nonUnicodeMail.msg'))
  expect(foreign.text).not.toContain('\uFFFD')
  for (const document of [outlook, foreign]) expect(placesAgree(document)).toBe(true)
})

test('a workbook’s sheets are pages, its rows lines', async () => {
  const document = await extracted(
    makeWorkbook([
      {
        name: 'Fees',
        rows: [
          ['Item', 'Price'],
          ['Hosting', '5 €'],
        ],
      },
      { name: 'Dates', rows: [['Start', '1 May']] },
    ]),
  )
  expect(document).toMatchObject({ kind: 'xlsx', paged: true, warnings: [] })
  expect(labels(document)).toEqual([
    [1, 'sheet “Fees”'],
    [2, 'sheet “Dates”'],
  ])
  expect(pageText(document, 1)).toBe('Item\tPrice\nHosting\t5 €')
})

test('a ZIP’s files are read one after the other; what cannot be read is left out and told', async () => {
  const document = await extracted(
    makeZip([
      { name: 'matter/lease.docx', bytes: makeWord({ body: wordParagraph('The lease.') }) },
      { name: 'matter/mail.eml', bytes: makeMail({ text: 'The mail.' }) },
      { name: 'matter/inner.zip', bytes: makeZip([{ name: 'note.md', bytes: '# Note\n\nThe note.' }]) },
      { name: 'matter/page.html', bytes: '<html><body>The web page.</body></html>' },
      { name: 'matter/photo.png', bytes: Buffer.from('89504e470d0a1a0a00', 'hex') },
      { name: '__MACOSX/._lease.docx', bytes: 'junk' },
    ]),
  )
  expect(document.kind).toBe('zip')
  expect(labels(document)).toEqual([
    [1, 'lease.docx'],
    [2, 'mail.eml, the message'],
    [3, 'inner.zip, note.md'],
    [4, 'page.html'],
  ])
  expect(document.warnings).toEqual([
    { kind: 'left-out', page: null, reason: expect.stringContaining('holds no text'), excerpt: 'photo.png' },
  ])
  expect(pageText(document, 3)).toBe('# Note\n\nThe note.')
  expect(placesAgree(document)).toBe(true)
})

test('plain text keeps its words; a text that speaks of PDFs or of mail is a text', async () => {
  for (const words of [
    'The marker %PDF-1.7 begins a file.',
    'To: all staff\n\nPlease sign.',
    'From: here\nwe go on.',
  ]) {
    const document = await extracted(Buffer.from(words))
    expect(document).toMatchObject({ kind: 'text', text: words, paged: false })
  }
})
