import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate, readSchemaState } from '../../src/db/migrate.ts'
import { createEmptyDatabase } from '../support/empty-database.ts'
import { migrateTo } from '../support/migration-steps.ts'
import { makeHome, runCommand } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

test('four processes that migrate an empty database at once all end well, and each step is run once', async () => {
  await using database = await createEmptyDatabase()
  await using home = await makeHome()
  const of = { home: home.folder, databaseUrl: database.url }
  const ended = await Promise.all(Array.from({ length: 4 }, async () => runCommand(of, 'migrate')))
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    ended.map(() => ({ code: 0, stderr: '' })),
  )
  const done = ended.flatMap(({ stdout }) => stdout.match(/^done: .+/gm) ?? [])
  expect(new Set(done).size).toBe(done.length)
  expect(await readSchemaState(database.db)).toMatchObject({ pending: [], newer: [] })
}, 240_000)

test('an older version goes on beside a newer one: what that has run already is left alone', async () => {
  await using database = await createTestDatabase()
  await sql`insert into kysely_migration (name, timestamp) values ('9999-01-01-0000-newer', '2999-01-01T00:00:00Z')`.execute(
    database.db,
  )
  expect(await migrate(database.db)).toEqual([])
  expect(await readSchemaState(database.db)).toMatchObject({ pending: [], newer: ['9999-01-01-0000-newer'] })
})

test('a step that is missing in the middle is an error: the database is not of this program', async () => {
  await using database = await createTestDatabase()
  await sql`insert into kysely_migration (name, timestamp) values ('2026-11-23-1400-elsewhere', '2026-11-23T14:00:00Z')`.execute(
    database.db,
  )
  await expect(migrate(database.db)).rejects.toMatchObject({ code: 'database_unavailable' })
})

describe('a step that meets a table which somebody holds', () => {
  test('gives way, and is run once the table is free', async () => {
    await using database = await createEmptyDatabase()
    await using holder = await holdDocuments(database)
    const migrating = migrate(database.db, { timeout: '100ms', attempts: 300, waitMs: 100 })
    await until(async () => {
      const { rows } = await sql<{ waits: boolean }>`
        select exists (select from pg_locks where not granted and relation = 'document'::regclass) as waits`.execute(
        database.db,
      )
      return rows[0]?.waits
    })
    // What only reads goes on meanwhile, after the moment that the step waits.
    await database.db.selectFrom('document').select('sha256').execute()
    await holder.release()
    expect(await migrating).toContain('2026-11-24-1400-document-kinds')
  })

  test('says what to do where the table never comes free, and leaves the database as it was', async () => {
    await using database = await createEmptyDatabase()
    await using _holder = await holdDocuments(database)
    await expect(migrate(database.db, { timeout: '100ms', attempts: 2, waitMs: 10 })).rejects.toMatchObject({
      userMessage: expect.stringContaining('wait for a backup to end') as unknown,
    })
    expect((await readSchemaState(database.db)).pending).toContain('2026-11-24-1400-document-kinds')
  })
})

// As a backup does, on a database whose next step changes that table.
async function holdDocuments({ db, url }: TestDatabase) {
  await migrateTo(db, '2026-11-24-0400-ballots')
  const holder = connect(url, { maxConnections: 1 })
  await sql`begin`.execute(holder)
  await sql`lock table document in access share mode`.execute(holder)
  const release = async () => {
    await sql`commit`.execute(holder)
  }
  return { release, [Symbol.asyncDispose]: () => holder.destroy() }
}

test('a database that does not answer is said so', async () => {
  const db = connect('postgres://nobody@127.0.0.1:1/nothing')
  await expect(migrate(db)).rejects.toMatchObject({
    userMessage: expect.stringContaining('Check DATABASE_URL') as unknown,
  })
  await db.destroy()
})
