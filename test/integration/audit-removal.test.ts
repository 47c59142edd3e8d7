import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { rotateContent } from '../../src/db/rotate-content.ts'
import { askRemoval } from '../../src/removal/ask-removal.ts'
import { purge } from '../../src/removal/purge.ts'
import { runRemoval } from '../../src/removal/run-removal.ts'
import { chain, openAuditScene, tamper, verifyAll, type AuditScene } from '../support/audit-scene.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const never = { documents: null, answers: null, prompts: null, logs: null }
const { signal } = new AbortController()

async function purgeKind({ app }: AuditScene, kind: keyof typeof never): Promise<void> {
  const { db, queue } = app.engine
  const now = new Date(Date.now() + 2 * 24 * 3_600_000)
  await purge({ db, enqueue: queue.enqueue, retention: { ...never, [kind]: 1 }, now }, signal)
  await chain(db)
}

async function actorsOf({ app }: AuditScene, kind: string): Promise<string[]> {
  const rows = await app.engine.db
    .selectFrom('audit_event')
    .select('actor')
    .where('kind', '=', kind)
    .orderBy('id')
    .execute()
  return rows.map(({ actor }) => actor)
}

test('what goes by the retention rule leaves the record whole, kind by kind, and is on record itself', async () => {
  await using scene = await openAuditScene()
  const { db } = scene.app.engine
  for (const [kind, event] of [
    ['prompts', 'prompts-forgotten'],
    ['documents', 'document-forgotten'],
    ['answers', 'texts-forgotten'],
  ] as const) {
    await purgeKind(scene, kind)
    expect(await actorsOf(scene, event)).toEqual(['paralegal', 'paralegal'])
    const found = await verifyAll(db)
    expect(found).toMatchObject({ isWhole: true, problems: [] })
    expect(found.gone.length).toBeGreaterThan(0)
  }
  const salts = await db.selectFrom('task').select('audit_salt').execute()
  expect(salts).toEqual([{ audit_salt: null }, { audit_salt: null }])
})

test('answers that are kept when the prompts have gone are still compared', async () => {
  await using scene = await openAuditScene()
  const { db } = scene.app.engine
  await purgeKind(scene, 'prompts')
  const other = sql`update subtask set answer = 'Something else.'`
  const found = await tamper(db, async (trx) => other.execute(trx), verifyAll)
  expect(found.problems[0]).toMatchObject({ kind: 'row-changed' })
})

test('whoever has something removed is on record with it', async () => {
  await using scene = await openAuditScene()
  const { db, queue, library, answersFolder } = scene.app.engine
  const deps = { db, enqueue: queue.enqueue, answersFolder, promptsFolder: library.folder }
  const [taskId] = scene.taskIds
  const meant = { scope: 'task' as const, target: taskId, teamId: null }
  const asked = { ...meant, dedupeKey: 'a', reason: 'asked' as const, by: 'UADA' }
  await runRemoval(deps, await askRemoval(deps, asked), signal)
  await chain(db)
  expect(await actorsOf(scene, 'texts-forgotten')).toEqual(['UADA'])
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, problems: [] })
})

test('content that is encrypted, or encrypted anew, is on record by what it says', async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)]
  await using app = await openTestEngine(parts('law'), { PARALEGAL_KEY: first.toString('base64') })
  await app.work()
  await app.ended(await app.start({ variables: { note: 'Zanzibar' } }))
  await chain(app.engine.db)
  expect(await verifyAll(app.engine.db)).toMatchObject({ isWhole: true, problems: [], gone: [], tasks: 1 })
  const db = connect(app.database.url, { keys: [second, first] })
  expect(await rotateContent(db, [second, first])).toBeGreaterThan(4)
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, problems: [], gone: [], tasks: 1 })
  await db.destroy()
})
