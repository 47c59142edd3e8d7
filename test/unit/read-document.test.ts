import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const read = async (name: string) => readDocument(await readFile(join(fixtures, name)), { fileName: name })

test('a PDF becomes pages of text with exact offsets and its clause headings', async () => {
  const document = await read('strategic-alliance.pdf')
  expect(document).toMatchObject({ kind: 'pdf', paged: true })
  expect(document.pages.map((page) => page.number)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
  const page13 = document.pages[12]
  expect(document.text.slice(page13?.start, page13?.end)).toContain('initial term of five (5) years')
  expect(document.headings.map((heading) => heading.title)).toContain('10. Miscellaneous')
  for (const { title, start, end } of document.headings) expect(document.text.slice(start, end)).toBe(title)
})

test('a Word document becomes paragraphs without pages', async () => {
  const document = await read('cloud-service.docx')
  expect(document).toMatchObject({
    kind: 'docx',
    paged: false,
    pages: [{ number: 1, start: 0, end: document.text.length }],
  })
  expect(document.text).toContain('Governing Law')
  expect(document.text).not.toMatch(/<\/?[a-z]+>|&amp;/)
})

test('plain text keeps its words in every encoding, and form feeds part pages', async () => {
  const text = 'Der Käufer zahlt 10 €.\r\nSeite zwei folgt.\fDie zweite Seite.'
  const expected = text.replace('\r', '')
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\uFEFF${text}`),
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
  ]) {
    const document = await readDocument(bytes, { fileName: 'a.txt' })
    expect(document.text).toBe(expected)
    expect(document.pages).toHaveLength(2)
  }
  const latin = await readDocument(Buffer.from('Der Käufer zahlt.', 'latin1'), { fileName: 'a.txt' })
  expect(latin.text).toBe('Der Käufer zahlt.')
})

test('a page tree that comes back to itself is read as far as it goes', async () => {
  const cyclic = await readDocument(await readFile(join(fixtures, 'hostile/cyclic-pagetree.pdf')), {
    fileName: 'cyclic.pdf',
  })
  expect(cyclic.text.trim()).toBe('This Agreement is made')
})

describe('hostile files end in a clear error within their limits', async () => {
  const folder = join(fixtures, 'hostile')
  const limits = { ...defaultReadLimits, timeoutMs: 20_000 }
  const files = (await readdir(folder)).filter((name) => name !== 'cyclic-pagetree.pdf')
  test.each(files)('%s', async (name) => {
    const reading = readDocument(await readFile(join(folder, name)), { fileName: name, limits })
    await expect(reading).rejects.toMatchObject({
      name: 'AppError',
      code: expect.stringMatching(/^document_/),
    })
  })
})

test('reading stops when it is aborted', async () => {
  const controller = new AbortController()
  const bytes = await readFile(join(fixtures, 'hostile', 'flatebomb-double-1GB.pdf'))
  const reading = readDocument(bytes, { fileName: 'bomb.pdf', signal: controller.signal })
  setTimeout(() => controller.abort(new Error('stop')), 300)
  await expect(reading).rejects.toThrow('stop')
})

test('reading stops at its time limit', async () => {
  const bytes = await readFile(join(fixtures, 'hostile', 'flatebomb-double-1GB.pdf'))
  const reading = readDocument(bytes, {
    fileName: 'bomb.pdf',
    limits: { ...defaultReadLimits, timeoutMs: 700 },
  })
  await expect(reading).rejects.toMatchObject({
    code: 'document_unreadable',
    userMessage: expect.stringContaining('took too long'),
  })
})
