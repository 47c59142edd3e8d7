import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { forgetEvents } from '../../src/slack/forget-events.ts'
import { expireTasks } from '../../src/tasks/expire-tasks.ts'
import { createTestDatabase } from '../support/test-database.ts'

const now = new Date('2026-06-15T12:00:00Z')

test('a task that never ended expires after a day, others stay', async () => {
  await using database = await createTestDatabase()
  await using queue = await openQueue({ databaseUrl: database.url, log: createLog({ logLevel: 'silent' }) })
  const make = async (state: string, createdAt: string) => {
    await sql`
      insert into task (id, dedupe_key, state, analysis, variables, file_name, requested_by, team_id, opens_thread, model, created_at)
      values (${randomUUID()}, ${`${state} ${createdAt}`}, ${state}, 'a', '{}', 'a.pdf', 'u', '', false, 'offline/x', ${createdAt})
    `.execute(database.db)
  }
  await make('running', '2026-06-14T11:00:00Z')
  await make('running', '2026-06-14T13:00:00Z')
  await make('done', '2026-06-01T00:00:00Z')
  await expireTasks({ db: database.db, enqueue: queue.enqueue }, now)
  const tasks = await database.db
    .selectFrom('task')
    .select(['dedupe_key', 'state'])
    .orderBy('created_at')
    .execute()
  expect(tasks.map((task) => task.state)).toEqual(['done', 'expired', 'running'])
})

test('events are forgotten after a week', async () => {
  await using database = await createTestDatabase()
  await sql`insert into slack_event values ('old', '2026-06-08T11:00:00Z'), ('new', '2026-06-08T13:00:00Z')`.execute(
    database.db,
  )
  await forgetEvents({ db: database.db }, now)
  expect(await database.db.selectFrom('slack_event').select('event_id').execute()).toEqual([
    { event_id: 'new' },
  ])
})

test('the clock knows them', async () => {
  await using database = await createTestDatabase()
  await using queue = await openQueue({ databaseUrl: database.url, log: createLog({ logLevel: 'silent' }) })
  expect((await queue.boss.getSchedules()).map((schedule) => schedule.name).sort()).toEqual([
    'chain-audit',
    'expire-tasks',
    'forget-events',
    'purge-content',
    'stop-ballots',
    'sum-days',
  ])
})
