import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { extract } from '../../src/documents/extract.ts'
import { readError } from '../../src/documents/read-errors.ts'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'
import { threadEnvironment } from '../../src/thread.ts'
import { makeMail } from '../support/make-mail.ts'
import { pdfLines, pdfWithPages } from '../support/make-pdf.ts'
import { makeWord, wordParagraph } from '../support/make-word.ts'
import { makeZip } from '../support/make-zip.ts'

const clause = 'The fee is due at the end of each month.'
const limits = { ...defaultReadLimits, recogniseMs: 0 }

test('where hidden text cannot be looked for the reading stops and says so', async () => {
  // White words on a page so large that no picture of it fits into the memory there is.
  const pdf = pdfWithPages([`1 g ${pdfLines([clause])}`], { page: '/MediaBox [0 0 14400 14400]' })
  const small = { ...limits, maxMemoryMb: 48 }
  expect(await extract({ bytes: pdf, limits: small })).toEqual({ failure: 'not-inspected' })
  expect(readError('not-inspected', { fileName: 'a.pdf', limits })).toMatchObject({
    code: 'document_unreadable',
    userMessage: expect.stringContaining('I could not check “a.pdf” for hidden text') as unknown,
  })
})

test('nothing that a document names is fetched', async () => {
  const asked: string[] = []
  await using server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('evil')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const page = `<html><head><link rel="stylesheet" href="${url}/a"><base href="${url}"></head><body background="${url}/b"><p>${clause}</p><img src="${url}/c"><iframe src="${url}/d"></iframe><script src="${url}/e"></script></body></html>`
  const files: [string, Buffer][] = [
    ['a.html', Buffer.from(page)],
    ['a.eml', makeMail({ html: page })],
    ['a.docx', makeWord({ doctype: `<!DOCTYPE x SYSTEM "${url}/f">`, body: wordParagraph(clause) })],
    [
      'b.docx',
      makeWord({
        body: `${wordParagraph(clause)}<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="rId9"/></w:drawing></w:r></w:p>`,
      }),
    ],
    ['a.pdf', pdfWithPages([pdfLines([clause])], { catalog: `/OpenAction << /S /URI /URI (${url}/g) >>` })],
    ['a.rtf', Buffer.from(`{\\rtf1 ${clause}{\\field{\\*\\fldinst INCLUDEPICTURE "${url}/h"}}}`)],
  ]
  for (const [fileName, bytes] of files) {
    const document = await readDocument(bytes, { fileName, limits }).catch(() => null)
    expect(document?.text ?? '').not.toContain('evil')
  }
  expect(asked).toEqual([])
})

test('a thread that reads is given no variable of the environment', () => {
  expect(Object.keys(threadEnvironment)).toEqual(['NODE_COMPILE_CACHE'])
})

test('nothing in an archive reaches a file of the machine, by a name or by a link', async () => {
  const good = { name: 'a.txt', bytes: clause }
  const named = makeZip([good, { name: '/etc/cron.d/evil', bytes: clause }])
  expect(await extract({ bytes: named, limits })).toEqual({ failure: 'unsafe-names' })
  const linked = makeZip([good, { name: 'b.txt', bytes: '/etc/passwd is a file', mode: 0o120777 }])
  const document = await readDocument(linked, { fileName: 'a.zip', limits })
  expect(document.text).not.toContain('/etc/passwd')
  expect(document.warnings).toMatchObject([{ kind: 'left-out', excerpt: 'b.txt' }])
})
