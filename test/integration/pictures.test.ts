import { describe, expect, test } from 'vitest'
import { makePdf } from '../support/make-pdf.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const half = makePdf(['This Agreement is governed by the laws of England.', ''])
const scan = makePdf(['', ''])
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const offline = { PARALEGAL_MODEL: 'offline/offline-extractive' }

function source(fileName: string, bytes: Buffer) {
  return { source: { kind: 'bytes' as const, fileName, bytes } }
}

type Content = { type: string; source?: { type: string; media_type: string; data: string } }[]

function contentOf(request: { body: Record<string, unknown> } | undefined): Content {
  const [message] = (request?.body['messages'] ?? []) as { content: Content }[]
  return message?.content ?? []
}

describe('pages that are pictures', () => {
  test('go to a model that reads them as the file itself, which the log names but does not hold', async () => {
    await using app = await openTestEngine(parts('law'))
    await app.work()
    const view = await app.ended(await app.start(source('half.pdf', half)))
    expect(view.state).toBe('done')
    expect(view.documentNote).toBe(
      'Page 2 of the document is a picture without text. The model read what it shows; quotes from there cannot be checked by a program.',
    )
    const [document] = contentOf(app.llm.requests[0])
    expect(document?.source).toMatchObject({ type: 'base64', media_type: 'application/pdf' })
    expect(document?.source?.data).toBe(half.toString('base64'))
    const logged = await app.engine.db.selectFrom('prompt_log').select('prompt').executeTakeFirstOrThrow()
    expect(logged.prompt).toContain(`<application/pdf, ${half.length} bytes, sha256 `)
    expect(logged.prompt).not.toContain(half.toString('base64').slice(0, 40))
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
