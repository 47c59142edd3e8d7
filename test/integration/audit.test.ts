import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readHead } from '../../src/audit/chain-events.ts'
import { forgetTexts } from '../../src/audit/forget-texts.ts'
import { note } from '../../src/audit/record.ts'
import { auditKey, chain, openAuditScene, tamper, verifyAll } from '../support/audit-scene.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

test('what happens with a task is on record, by whom, and stands up', async () => {
  await using scene = await openAuditScene()
  const { db } = scene.app.engine
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, problems: [], gone: [], tasks: 2, loose: 0 })
  const events = await db
    .selectFrom('audit_event')
    .select(['kind', 'actor'])
    .where('task_id', '=', scene.taskIds[0])
    .orderBy('id')
    .execute()
  const told = events.map(({ kind, actor }) => `${kind} by ${actor}`)
  // The two answers come in any order.
  const inTurn = told.filter((line) => !/^(?:call|part)-/.test(line))
  expect(inTurn).toEqual([
    'task-asked by ada',
    'task-state by paralegal',
    'document-read by paralegal',
    'task-state by paralegal',
    'task-planned by paralegal',
    'task-state by paralegal',
    'ballot-opened by paralegal',
    'vote-heard by UADA',
    'vote-heard by UBEN',
    'ballot-stopped by UADA',
    'ballot-closed by paralegal',
    'finding-decided by UBEN',
    'example-proposed by UADA',
    'example-decided by UBEN',
    'message-posted by paralegal',
  ])
  for (const kind of ['part-planned', 'call-asked', 'call-ended', 'part-ended'])
    expect(told.filter((line) => line === `${kind} by paralegal`)).toHaveLength(2)
})

test('no text of a document, prompt, answer or person is on record', async () => {
  await using scene = await openAuditScene()
  const { rows } = await sql<{ all: string }>`
    select string_agg(audit_event::text, ' ') as all from audit_event
  `.execute(scene.app.engine.db)
  const all = rows[0]?.all ?? ''
  expect(all).toContain('ballot-stopped')
  for (const text of ['England', 'agreement-1.txt', 'Text 1', 'shortest', 'As it should be', 'You review'])
    expect(all).not.toContain(text)
})

test('the database refuses to change, delete or empty the record', async () => {
  await using scene = await openAuditScene()
  const { db } = scene.app.engine
  const refusal = /audit_event can only be added to/
  await expect(sql`update audit_event set actor = 'UEVE'`.execute(db)).rejects.toThrow(refusal)
  await expect(sql`update audit_event set hash = null`.execute(db)).rejects.toThrow(refusal)
  await expect(sql`delete from audit_event`.execute(db)).rejects.toThrow(refusal)
  await expect(sql`truncate audit_event`.execute(db)).rejects.toThrow(refusal)
  expect(await verifyAll(db)).toMatchObject({ isWhole: true })
})

test('events without a place are told of, and an old one is a problem', async () => {
  await using app = await openTestEngine(parts('law'))
  const { db } = app.engine
  await app.start()
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, loose: 1, events: 0, head: null })
  const old = sql`update audit_event set at = now() - interval '1 hour'`
  const late = await tamper(
    db,
    async (trx) => old.execute(trx),
    (seen) => verifyAll(seen),
  )
  expect(late.problems).toMatchObject([{ kind: 'not-chained' }])
})

test('several processes that chain at once make one chain', async () => {
  await using app = await openTestEngine(parts('law'))
  const { db } = app.engine
  await Promise.all(Array.from({ length: 30 }, async () => app.start()))
  await Promise.all(Array.from({ length: 6 }, async () => chain(db)))
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, events: 30, loose: 0 })
})

test('a kept head is found again as the chain goes on', async () => {
  await using app = await openTestEngine(parts('law'))
  const { db } = app.engine
  await app.start()
  await chain(db)
  const kept = await readHead(db)
  await app.start()
  await chain(db)
  expect(kept?.seq).toBe(1)
  expect(await verifyAll(db, { kept })).toMatchObject({ isWhole: true, head: { seq: 2 } })
  expect(await verifyAll(db, { kept: { seq: 2, hash: kept?.hash ?? '' } })).toMatchObject({ isWhole: false })
})

test('with a key nobody without it makes a chain that passes', async () => {
  await using scene = await openAuditScene([auditKey])
  const { db } = scene.app.engine
  const auditKeys = [auditKey]
  expect(await verifyAll(db, { auditKeys })).toMatchObject({ isWhole: true, sealed: 33, unknownSeals: 0 })
  const other = Buffer.alloc(32, 8)
  expect(await verifyAll(db, { auditKeys: [other] })).toMatchObject({ isWhole: true, unknownSeals: 33 })
  // A new key goes before the old one.
  await scene.app.ended(await scene.app.start())
  await chain(db, [other, auditKey])
  const both = await verifyAll(db, { auditKeys: [other, auditKey] })
  expect(both).toMatchObject({ isWhole: true, sealed: both.events, unknownSeals: 0 })

  const changes = {
    'seal-wrong': sql`update audit_event set seal = overlay(seal placing 'zz' from 20) where seq = 5`,
    'seal-missing': sql`update audit_event set seal = null where seq = 5`,
  }
  for (const [kind, change] of Object.entries(changes)) {
    const found = await tamper(
      db,
      async (trx) => change.execute(trx),
      (seen) => verifyAll(seen, { auditKeys }),
    )
    expect(found.problems).toMatchObject([{ kind, seq: 5 }])
  }
})

test('texts that were forgotten are no longer there, and no tampering; their hashes stay and cannot be guessed', async () => {
  await using scene = await openAuditScene()
  const { db } = scene.app.engine
  const [taskId] = scene.taskIds
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('generation')
      .set({ answer: null, parsed: null })
      .where('task_id', '=', taskId)
      .execute()
    await trx.updateTable('subtask').set({ answer: null }).where('task_id', '=', taskId).execute()
    await trx
      .updateTable('finding')
      .set({ title: '', explanation: '', quote: null, source_quote: null })
      .where('task_id', '=', taskId)
      .execute()
    await trx.updateTable('ballot').set({ reason: null }).where('task_id', '=', taskId).execute()
    await trx
      .updateTable('task')
      .set({ file_name: 'removed', variables: '{}' })
      .where('id', '=', taskId)
      .execute()
    await trx
      .updateTable('document')
      .set({ bytes: Buffer.alloc(0), text: null, pages: null })
      .execute()
    const of = { taskId, actor: 'UADA', also: { removal: 1 } }
    await note(trx, { kind: 'document-forgotten', ...of })
    await forgetTexts(trx, of)
  })
  await chain(db)
  const found = await verifyAll(db, { taskId })
  expect(found).toMatchObject({ isWhole: true, problems: [] })
  expect(found.gone.map(({ what }) => what).join(' ')).toMatch(/answer_hash.*findings_hash/)
  // What is no text is compared as before.
  const cheaper = sql`update generation set cost_usd = 0`
  const after = await tamper(
    db,
    async (trx) => cheaper.execute(trx),
    (seen) => verifyAll(seen, { taskId }),
  )
  expect(after.problems[0]).toMatchObject({
    kind: 'row-changed',
    says: expect.stringContaining('cost_usd') as string,
  })
})
