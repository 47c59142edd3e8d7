import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Retention } from '../../src/environment.ts'
import { purge } from '../../src/removal/purge.ts'
import { addHold, releaseHold } from '../../src/removal/holds.ts'
import { listReceipts } from '../../src/removal/receipts.ts'
import { taskJson } from '../../src/tasks/task-json.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { findInDatabase } from '../support/find-marker.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const marker = 'Zanzibar'
const never: Retention = { documents: null, answers: null, prompts: null, logs: null }

function document(text: string) {
  return { kind: 'bytes' as const, fileName: `${marker}.txt`, bytes: Buffer.from(text) }
}

async function openScene(): Promise<TestEngine> {
  const scene = await openTestEngine(parts('law'))
  const finding = {
    title: `Law of ${marker}`,
    severity: 'high' as const,
    explanation: `${marker} law`,
    recommendation: null,
    quote: `the laws of ${marker}`,
    page: 1,
  }
  scene.llm.reply({ answer: { answer: `The ${marker} deal.`, findings: [finding], not_found: [marker] } })
  return scene
}

async function purgeIn(scene: TestEngine, retention: Partial<Retention>, now = new Date()): Promise<void> {
  const { db, queue } = scene.engine
  const deps = { db, enqueue: queue.enqueue, retention: { ...never, ...retention }, now }
  await purge(deps, new AbortController().signal)
}

async function analysed(
  scene: TestEngine,
  text = `It is governed by the laws of ${marker}.`,
): Promise<string> {
  const taskId = await scene.start({ source: document(text), variables: { note: marker } })
  expect((await scene.ended(taskId)).state).toBe('done')
  return taskId
}

function daysOn(days: number): Date {
  return new Date(Date.now() + days * 24 * 3_600_000)
}

test('what is too old goes kind by kind, from every table, and what was counted remains', async () => {
  await using scene = await openScene()
  await scene.work()
  const taskId = await analysed(scene)
  const before = await viewTask(scene.engine, taskId)
  expect(before.findings[0]?.quote).toContain(marker)
  const { db } = scene.engine

  await purgeIn(scene, { documents: 90, prompts: 30, answers: 365, logs: 30 }, daysOn(29))
  expect(await findInDatabase(db, marker)).toContain('public.prompt_part.text')

  await purgeIn(scene, { documents: 90, prompts: 30, answers: 365 }, daysOn(31))
  const afterPrompts = await findInDatabase(db, marker)
  expect(afterPrompts).toContain('public.document.text')
  expect(afterPrompts).toContain('public.finding.quote')
  expect(afterPrompts.filter((place) => /prompt_part|generation/.test(place))).toEqual([])

  await purgeIn(scene, { documents: 90, prompts: 30, answers: 365 }, daysOn(91))
  const afterDocuments = await findInDatabase(db, marker)
  expect(afterDocuments.filter((place) => place.startsWith('public.document'))).toEqual([])
  expect((await viewTask(scene.engine, taskId)).findings[0]?.quote).toContain(marker)

  await purgeIn(scene, { documents: 90, prompts: 30, answers: 365 }, daysOn(366))
  expect(await findInDatabase(db, marker)).toEqual([])

  const after = await viewTask(scene.engine, taskId)
  expect(after.removed).toMatchObject({ what: 'all', reason: 'retention' })
  expect(taskJson(after).removed).toEqual(after.removed)
  expect(after.findings).toHaveLength(before.findings.length)
  expect(after.findings[0]?.severity).toBe('high')
  expect(after.quotes).toEqual(before.quotes)
  expect(after.receipt.costUsd).toEqual(before.receipt.costUsd)
  const receipts = await listReceipts(db, 10)
  expect(receipts.map(({ target }) => target)).toEqual(['answers=365d', 'documents=90d', 'prompts=30d'])
  expect(receipts[0]?.removed).toMatchObject({ tasks: [taskId], counts: { findings: 1 } })
})

test('a document that goes first takes its text out of the prompts that stay', async () => {
  await using scene = await openScene()
  await scene.work()
  await analysed(scene, `Only the document says Madagascar, under the laws of ${marker}.`)
  await purgeIn(scene, { documents: 1, prompts: 30 }, daysOn(2))
  expect(await findInDatabase(scene.engine.db, 'Madagascar')).toEqual([])
  const calls = await scene.engine.db.selectFrom('prompt_log').select('prompt').execute()
  expect(calls[0]?.prompt).toContain('Task: law.')
})

test('purging again changes nothing, and purging little by little comes to the same as at once', async () => {
  await using scene = await openScene()
  await scene.work()
  for (const law of ['one', 'two', 'three']) await analysed(scene, `Document ${law}, the laws of ${marker}.`)
  const retention = { documents: 10, answers: 10, prompts: 10, logs: 10 }
  await purgeIn(scene, retention, daysOn(11))
  const once = await contentOf(scene)
  await purgeIn(scene, retention, daysOn(11))
  await purgeIn(scene, retention, daysOn(400))
  expect(await contentOf(scene)).toEqual(once)
})

test('a task that runs is not touched, and what it needs is there to its end', async () => {
  await using scene = await openScene()
  const text = `The same document, the laws of ${marker}.`
  const waiting = await scene.start({ source: document(text) })
  await purgeIn(scene, { documents: 1, answers: 1, prompts: 1 }, daysOn(100))
  expect(await findInDatabase(scene.engine.db, marker)).toContain('public.document.bytes')
  await scene.work()
  const purging = (async () => {
    for (let times = 0; times < 20; times++)
      await purgeIn(scene, { documents: 1, answers: 1, prompts: 1 }, new Date())
  })()
  const ended = await scene.ended(waiting)
  await purging
  expect(ended.state).toBe('done')
  expect(ended.findings).toHaveLength(1)
})

test('what is under a hold stays, of whichever kind the hold is, until it is released', async () => {
  await using scene = await openScene()
  await scene.work()
  const { db } = scene.engine
  const taskId = await analysed(scene)
  const { sha256 } = await db.selectFrom('document').select('sha256').executeTakeFirstOrThrow()
  const everything = { documents: 1, answers: 1, prompts: 1 }
  const before = await findInDatabase(db, marker)
  for (const [scope, target] of [
    ['task', taskId],
    ['document', sha256],
    ['person', 'ada'],
  ] as const) {
    const hold = await addHold(db, { teamId: null, scope, target, reason: 'lawsuit', by: 'test' })
    await purgeIn(scene, everything, daysOn(9))
    expect(await findInDatabase(db, marker)).toEqual(before)
    await releaseHold(db, { beginning: hold.id, teamId: null, by: 'test' })
  }
  await purgeIn(scene, everything, daysOn(9))
  expect(await findInDatabase(db, marker)).toEqual([])
})

test('an answer that comes after the removal is not kept, its cost is', async () => {
  await using scene = await openScene()
  await scene.work()
  const taskId = await analysed(scene)
  const { db } = scene.engine
  await purgeIn(scene, { documents: 1, answers: 1, prompts: 1 }, daysOn(2))
  await sql`update generation set answer = ${marker} where task_id = ${taskId}`.execute(db)
  await db
    .insertInto('prompt_part')
    .values({ hash: await hashOf(scene, taskId), text: marker })
    .execute()
  await purgeIn(scene, { documents: 1, answers: 1, prompts: 1 }, new Date())
  expect(await findInDatabase(db, marker)).toEqual([])
})

async function hashOf(scene: TestEngine, taskId: string): Promise<string> {
  const { parts: all } = await scene.engine.db
    .selectFrom('generation')
    .select('parts')
    .where('task_id', '=', taskId)
    .executeTakeFirstOrThrow()
  return all[0]?.hash ?? ''
}

async function contentOf(scene: TestEngine): Promise<unknown[]> {
  const tables = ['document', 'task', 'subtask', 'finding', 'generation', 'prompt_part', 'removal'] as const
  return Promise.all(
    tables.map(
      async (table) =>
        (await sql`select * from ${sql.table(table)} order by 1`.execute(scene.engine.db)).rows,
    ),
  )
}
