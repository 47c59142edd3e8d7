import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import JSZip from 'jszip'
import { expect, test } from 'vitest'
import { htmlToText } from '../../src/documents/html-text.ts'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')

test('clause titles of a Word document are headings, whether styled or run into the clause', async () => {
  const bytes = await readFile(join(fixtures, 'cloud-service.docx'))
  const { headings, text } = await readDocument(bytes, { fileName: 'a.docx' })
  const titles = headings.map((heading) => heading.title)
  expect(titles).toEqual(
    expect.arrayContaining(['Access and Use', 'Restrictions & Obligations', 'Force Majeure']),
  )
  for (const { title, start, end } of headings) expect(text.slice(start, end)).toBe(title)
})

test('cells stand apart by tabs, rows and paragraphs by empty lines', () => {
  const html =
    '<p>Before</p><table><tr><td><p>Fee</p><p>per month</p></td><td><p>$5 &amp; tax</p></td></tr></table><p>After</p>'
  expect(htmlToText(html, { collapsesSpace: false }).text).toBe('Before\n\nFee\nper month\t$5 & tax\n\nAfter')
})

test('notes keep their number and lose the link back', () => {
  const html =
    '<p>Paid late.<sup><a href="#footnote-2" id="footnote-ref-2">[1]</a></sup></p><ol><li id="footnote-2"><p>Within reason. <a href="#footnote-ref-2">↑</a></p></li></ol>'
  expect(htmlToText(html, { collapsesSpace: false }).text).toBe('Paid late.[1]\n\n[1] Within reason.')
})

test('a bold sentence is text, a bold line without a verb is a heading', () => {
  const html =
    '<p><strong>The Supplier shall deliver on time.</strong></p><p><strong>Delivery</strong></p><p>x</p>'
  expect(htmlToText(html, { collapsesSpace: false }).headings.map((heading) => heading.title)).toEqual([
    'Delivery',
  ])
})

test('a file that unfolds past the memory limit is stopped early and called unreadable', async () => {
  const bytes = await readFile(join(fixtures, 'hostile', 'flatebomb-double-1GB.pdf'))
  const limits = { ...defaultReadLimits, maxMemoryMb: 256 }
  await expect(readDocument(bytes, { fileName: 'bomb.pdf', limits })).rejects.toMatchObject({
    code: 'document_unreadable',
    userMessage: expect.stringContaining('unfolds to more than I can hold'),
  })
})

test('words inserted and deleted again are deleted, once, and neighbours of the same kind are one change', async () => {
  const zip = await JSZip.loadAsync(await readFile(join(fixtures, 'cloud-service.docx')))
  const xml = (await zip.file('word/document.xml')?.async('text')) ?? ''
  const run = (words: string, tag = 't') => `<w:r><w:${tag} xml:space="preserve">${words}</w:${tag}></w:r>`
  const paragraph = `<w:p>${run('The fee is ')}<w:del w:id="1">${run('five ', 'delText')}</w:del><w:ins w:id="2">${run('six ')}<w:del w:id="3">${run('or ', 'delText')}${run('seven ', 'delText')}</w:del></w:ins>${run('dollars.')}</w:p>`
  zip.file('word/document.xml', xml.replace('<w:body>', `<w:body>${paragraph}`))
  const { text } = await readDocument(await zip.generateAsync({ type: 'uint8array' }), { fileName: 'a.docx' })
  expect(text).toContain('The fee is [[deleted: five ]] [[inserted: six ]] [[deleted: or seven ]] dollars.')
})
