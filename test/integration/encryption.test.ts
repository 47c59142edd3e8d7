import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { noteKeys } from '../../src/db/encryption-keys.ts'
import { countByKey, rotateContent } from '../../src/db/rotate-content.ts'
import { keepAnswer, readAnswers } from '../../src/llm/answer-files.ts'
import { withPrompts } from '../../src/llm/logged-prompts.ts'
import { keyIdOf } from '../../src/seal.ts'
import { findDocument } from '../../src/tasks/task-document.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { findInDatabase } from '../support/find-marker.ts'
import { makeHome } from '../support/program.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const marker = 'Zanzibar'
const text = `Zanzibar Ltd is governed by the laws of ${marker}.`
const [first, second] = [randomBytes(32), randomBytes(32)]

async function openScene(keys: Buffer[]): Promise<TestEngine> {
  const value = keys.map((key) => key.toString('base64')).join(',')
  const scene = await openTestEngine(parts('law'), { PARALEGAL_KEY: value })
  const finding = {
    title: `Law of ${marker}`,
    severity: 'high' as const,
    explanation: `${marker} law`,
    recommendation: `Ask ${marker}`,
    quote: `the laws of ${marker}`,
    page: 1,
  }
  scene.llm.reply({ answer: { answer: `The ${marker} deal.`, findings: [finding], not_found: [marker] } })
  await scene.work()
  return scene
}

async function analysed(scene: TestEngine): Promise<string> {
  const source = { kind: 'bytes' as const, fileName: `${marker}.txt`, bytes: Buffer.from(text) }
  const taskId = await scene.start({ source, variables: { note: marker } })
  expect((await scene.ended(taskId)).state).toBe('done')
  return taskId
}

async function expectReadable(scene: TestEngine, taskId: string): Promise<void> {
  const view = await viewTask(scene.engine, taskId)
  expect(view.fileName).toBe(`${marker}.txt`)
  expect(view.findings[0]).toMatchObject({
    title: `Law of ${marker}`,
    quote: `the laws of ${marker}`,
    mark: 'verified',
  })
  expect(view.notFound).toEqual([marker])
  const { db } = scene.engine
  const calls = await db.selectFrom('prompt_log').selectAll().execute()
  expect(calls[0]).toMatchObject({ file_name: `${marker}.txt`, parsed: { answer: `The ${marker} deal.` } })
  const [shown] = await withPrompts(db, calls)
  expect(shown?.prompt).toContain(text)
  const task = await db.selectFrom('task').selectAll().executeTakeFirstOrThrow()
  expect(task.variables).toEqual({ note: marker })
  expect(Object.keys(task).filter((name) => name.includes(' '))).toEqual([])
  expect((await findDocument(db, task.document_id ?? ''))?.text).toBe(text)
  const document = await db.selectFrom('document').select(['bytes', 'facts']).executeTakeFirstOrThrow()
  expect(document.bytes.toString()).toBe(text)
}

test('with a key nothing of a document, its prompts and its answers stands in the database in clear', async () => {
  await using scene = await openScene([first])
  const taskId = await analysed(scene)
  expect(await findInDatabase(scene.engine.db, marker)).toEqual([])
  await expectReadable(scene, taskId)
})

test('what is moved to another row or column, or changed, does not open', async () => {
  await using scene = await openScene([first])
  await analysed(scene)
  const { db } = scene.engine
  const finding = db.selectFrom('finding').select(['title', 'explanation'])
  await sql`update finding set explanation = title`.execute(db)
  await expect(finding.execute()).rejects.toThrow('unable to authenticate data')
  await sql`update finding set explanation = '', title = (select answer from subtask limit 1)`.execute(db)
  await expect(finding.execute()).rejects.toThrow('unable to authenticate data')
  await sql`update document set bytes = set_byte(bytes, 60, get_byte(bytes, 60) # 1)`.execute(db)
  await expect(db.selectFrom('document').select('bytes').execute()).rejects.toThrow(
    'unable to authenticate data',
  )
})

test('content is encrypted anew with the first key, that in clear too, and the old key is then not needed', async () => {
  await using scene = await openScene([])
  const taskId = await analysed(scene)
  const { url } = scene.database
  for (const keys of [[first], [second, first]] as [Buffer, ...Buffer[]][]) {
    const db = connect(url, { keys })
    await noteKeys(db, keys)
    expect(await rotateContent(db, keys)).toBeGreaterThan(4)
    expect(await rotateContent(db, keys)).toBe(0)
    expect([...(await countByKey(db)).keys()]).toEqual([keyIdOf(keys[0])])
    await db.destroy()
  }
  expect(await findInDatabase(scene.engine.db, marker)).toEqual([])
  const db = connect(url, { keys: [second] })
  await noteKeys(db, [second])
  await expectReadable({ ...scene, engine: { ...scene.engine, db } }, taskId)
  await db.destroy()
})

test('without its key nothing starts, the fix is said, and nothing that is sealed is shown', async () => {
  await using scene = await openScene([first])
  await analysed(scene)
  for (const keys of [[], [second]]) {
    const db = connect(scene.database.url, { keys })
    await expect(noteKeys(db, keys)).rejects.toMatchObject({
      code: 'config_invalid',
      userMessage: expect.stringContaining(`key id ${keyIdOf(first)}`) as string,
    })
    await expect(db.selectFrom('finding').selectAll().execute()).rejects.toMatchObject({
      code: 'config_invalid',
      retryable: true,
    })
    await expect(sql`select title from finding`.execute(db)).rejects.toThrow('title is sealed')
    await db.destroy()
  }
})

test('content is written only in rows that are named, so that it can be sealed', async () => {
  await using scene = await openTestEngine(parts('law'))
  const { db } = scene.engine
  await expect(
    db.updateTable('subtask').set({ answer: 'x' }).where('name', '=', 'law').execute(),
  ).rejects.toThrow('subtask.answer is set in rows that are not named by id')
})

test('an answer that waits for the database lies in its file sealed', async () => {
  await using home = await makeHome()
  const files = { answersFolder: join(home.folder, 'answers'), keys: [first] }
  await mkdir(files.answersFolder)
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0 }
  const end = {
    provider: 'anthropic',
    reply: {
      text: marker,
      model: 'm',
      usage,
      finishReason: 'complete' as const,
      requestId: null,
      msToFirstToken: null,
    },
    parsed: null,
    errorCode: null,
    error: null,
    waitedMs: 0,
    ms: 1,
    at: new Date(),
  }
  expect(keepAnswer(files, 'a', end)).toBe(true)
  const [name = ''] = await readdir(files.answersFolder)
  expect(await readFile(join(files.answersFolder, name), 'utf8')).not.toContain(marker)
  expect(await readAnswers(files)).toEqual([{ id: 'a', end }])
  await expect(readAnswers({ ...files, keys: [] })).rejects.toMatchObject({ code: 'config_invalid' })
})

test('with a key no statement carries content in clear, so that none comes into the server’s log', async () => {
  const sent: string[] = []
  const query = Reflect.get(pg.Client.prototype, 'query') as (...of: unknown[]) => unknown
  // Listens at the driver: what it is given goes over the wire.
  Reflect.set(pg.Client.prototype, 'query', function listen(this: pg.Client, ...of: unknown[]): unknown {
    for (const each of of) if (typeof each !== 'function') sent.push(inspect(each, { maxStringLength: null }))
    return Reflect.apply(query, this, of)
  })
  try {
    await using scene = await openScene([first])
    await expectReadable(scene, await analysed(scene))
  } finally {
    Reflect.set(pg.Client.prototype, 'query', query)
  }
  expect(sent.length).toBeGreaterThan(50)
  expect(sent.filter((each) => each.includes(marker))).toEqual([])
})
