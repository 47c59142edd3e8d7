import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { exportTask } from '../../src/exports/export-task.ts'
import { taskJson } from '../../src/tasks/task-json.ts'
import { placeOf } from '../../src/tasks/task-lines.ts'
import { makePdf } from '../support/make-pdf.ts'
import { drawPage, makeScan } from '../support/make-scan.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const sentence = 'This Agreement is governed by the laws of England.'
const half = makePdf([sentence, ''])
const scan = makePdf(['', ''])
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const offline = { PARALEGAL_MODEL: 'offline/offline-extractive' }

function source(fileName: string, bytes: Buffer) {
  return { source: { kind: 'bytes' as const, fileName, bytes } }
}

async function readWorkbook(bytes: Buffer): Promise<string[]> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes as never)
  const cells: string[] = []
  workbook.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell(({ text }) => void cells.push(text))))
  return cells
}

type Content = { type: string; text?: string; source?: { type: string; media_type: string; data: string } }[]

function contentOf(request: { body: Record<string, unknown> } | undefined): Content {
  const [message] = (request?.body['messages'] ?? []) as { content: Content }[]
  return message?.content ?? []
}

describe('pages that are pictures', () => {
  test('go to a model that reads them beside the text, which the log names but does not hold', async () => {
    await using app = await openTestEngine(parts('law'))
    await app.work()
    const view = await app.ended(await app.start(source('half.pdf', half)))
    expect(view.state).toBe('done')
    expect(view.documentNote).toBe(
      'Page 2 of the document is a picture without text. The model read what it shows; quotes from there cannot be checked by a program.',
    )
    const [document, label, picture] = contentOf(app.llm.requests[0])
    expect(document?.source).toMatchObject({ type: 'text', media_type: 'text/plain' })
    expect(document?.source?.data).toContain('[Page 1]\nThis Agreement is governed by the laws of England.')
    expect(label?.text).toContain('Page 2 of the document is a picture')
    expect(picture?.source).toMatchObject({ type: 'base64', media_type: 'image/jpeg' })
    const logged = await app.engine.db.selectFrom('prompt_log').select('prompt').executeTakeFirstOrThrow()
    expect(logged.prompt).toContain('This Agreement is governed by the laws of England.')
    expect(logged.prompt).toMatch(/<image\/jpeg, \d+ bytes, sha256 [0-9a-f]{64}>/)
    expect(logged.prompt).not.toContain(picture?.source?.data.slice(0, 40))
  })

  test('go only to a model that reads pictures, those of a section with it', async () => {
    await using app = await openTestEngine(parts('law', 'term'))
    await app.work()
    const many = makePdf(Array.from({ length: 50 }, (_, index) => (index % 10 === 0 ? sentence : '')))
    const view = await app.ended(await app.start(source('many.pdf', many)))
    expect(view.state).toBe('done')
    // Forty-five pages are pictures, and twenty go with a question.
    expect(view.sections).toBe(3)
    const seen = app.llm.requests.flatMap((request) =>
      contentOf(request).flatMap(({ text }) => /^Page (\d+) of the document/.exec(text ?? '')?.[1] ?? []),
    )
    expect(new Set(seen).size).toBe(45)
    for (const request of app.llm.requests) {
      const content = contentOf(request)
      expect(content.filter(({ type }) => type === 'image').length).toBeLessThanOrEqual(21)
      const breakpoints = content.filter((block) => 'cache_control' in block)
      expect(breakpoints).toHaveLength(1)
    }
  })

  test('are named as not read where the model reads only text', async () => {
    await using app = await openTestEngine(parts('law'), offline)
    await app.work()
    const view = await app.ended(await app.start(source('half.pdf', half)))
    expect(view.state).toBe('done')
    expect(view.documentNote).toBe(
      'Page 2 of the document is a picture without text and could not be read: what stands there is not in this result.',
    )
  })

  test('end the task before any call where nothing else is there and the model reads only text', async () => {
    await using app = await openTestEngine(parts('law'), offline)
    await app.work()
    const view = await app.ended(await app.start(source('scan.pdf', scan)))
    expect(view).toMatchObject({ state: 'failed', error: { code: 'document_no_text' } })
    expect(view.error?.message).toContain('share a sharper one or a version with a text layer')
    expect(view.receipt.calls).toBe(0)
  })

  test('of a whole scan are read by a model that can', async () => {
    await using app = await openTestEngine(parts('law'))
    await app.work()
    const view = await app.ended(await app.start(source('scan.pdf', scan)))
    expect(view.state).toBe('done')
    expect(view.documentNote).toContain('“scan.pdf” is a picture without text.')
  })
})

test('a photograph goes to the model as a picture', async () => {
  await using app = await openTestEngine(parts('law'))
  await app.work()
  const view = await app.ended(await app.start(source('page.png', png)))
  expect(view.state).toBe('done')
  expect(contentOf(app.llm.requests[0])[0]).toMatchObject({
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: png.toString('base64') },
  })
})

test('an analysis that asks for files gets the file although it has text', async () => {
  await using app = await openTestEngine(`${parts('law')}reads: file\n`)
  await app.work()
  const text = makePdf(['This Agreement is governed by the laws of England.'])
  const view = await app.ended(await app.start(source('text.pdf', text)))
  expect(view).toMatchObject({ state: 'done', documentNote: null })
  expect(contentOf(app.llm.requests[0])[0]?.source).toMatchObject({ media_type: 'application/pdf' })
})

test('a scan that was recognised goes as text and picture, and what is quoted of it is checked and marked', async () => {
  await using app = await openTestEngine(parts('law'))
  const words = 'This Agreement shall be governed by the laws of New York.'
  app.llm.reply({
    answer: {
      answer: 'New York.',
      findings: [
        { title: 'Law', severity: 'info', explanation: 'So.', recommendation: null, quote: words, page: 1 },
      ],
      not_found: [],
    },
  })
  await app.work()
  const view = await app.ended(await app.start(source('scan.pdf', makeScan([words]))))
  expect(view).toMatchObject({ state: 'done', quotes: { verified: 1 } })
  expect(view.documentNote).toContain(
    'I read it by OCR, which makes mistakes; the model saw the picture too.',
  )
  const content = contentOf(app.llm.requests[0])
  expect(content.map(({ type }) => type)).toEqual(['document', 'text', 'image', 'text'])
  expect(content[0]?.source?.data).toContain(words)
  const [finding] = view.findings
  expect(finding && placeOf(finding, view)).toBe(
    'Page 1 · ✓ quote verified, read by OCR: compare it with the page',
  )
  const json = taskJson(view)
  expect(json.findings[0]).toMatchObject({ ocr: true, page: 1 })
  const cells = await readWorkbook(await exportTask(view, 'xlsx'))
  expect(cells).toContain('verified, read by OCR')
})

test('a photograph that is larger than the vendors take is read by OCR alone, and that is said', async () => {
  await using app = await openTestEngine(parts('law'))
  await app.work()
  const page = drawPage(['This Agreement shall be governed by the laws of New York.'])
  const large = Buffer.concat([page.png, Buffer.alloc(6 * 1024 * 1024)])
  const view = await app.ended(await app.start(source('photo.png', large)))
  expect(view.state).toBe('done')
  expect(view.documentNote).toContain('I read it by OCR, which makes mistakes. Compare')
  expect(contentOf(app.llm.requests[0]).map(({ type }) => type)).toEqual(['document', 'text'])
})
