import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, inject, test } from 'vitest'
import { adviceOn } from '../../src/cli/check/database.ts'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/db/connect.ts'
import { noteKeys } from '../../src/db/encryption-keys.ts'
import { processName } from '../../src/process-name.ts'
import { asAdmin } from '../support/as-admin.ts'
import { checked, checkedOne } from '../support/check-scene.ts'
import { createEmptyDatabase } from '../support/empty-database.ts'
import { freePort } from '../support/given-slack.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { startTinyServer } from '../support/tiny-server.ts'

const databaseChecks = ['database', 'schema', 'queue', 'connections', 'processes', 'workspaces']

test('a database that is in order', async () => {
  await using database = await createTestDatabase()
  const outcomes = await checked({ DATABASE_URL: database.url }, ...databaseChecks)
  expect(outcomes.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    'database: ok',
    'schema: ok',
    'queue: ok',
    'connections: ok',
    'processes: ok',
    'workspaces: skipped',
  ])
  expect(outcomes[0]?.what).toMatch(/^PostgreSQL 18\.\d+.*UTF8, time zone .+ at 127\.0\.0\.1:\d+$/)
})

describe('a database that cannot be used', () => {
  const url = (change: (url: URL) => void) => {
    const changed = new URL(inject('templateUrl'))
    change(changed)
    return changed.href
  }
  const outcome = async (databaseUrl: string) => checkedOne('database', { DATABASE_URL: databaseUrl })

  test('refuses the password, which is not printed', async () => {
    const found = await outcome(url((of) => (of.password = 'not-the-password')))
    expect(found).toMatchObject({ state: 'failed', what: 'it refuses the password' })
    expect(JSON.stringify(found)).not.toContain('not-the-password')
  })

  test('is not there by this name', async () => {
    expect(await outcome(url((of) => (of.pathname = '/nothing')))).toMatchObject({
      state: 'failed',
      what: 'there is no database of this name',
    })
  })

  test('does not answer; what needs it is skipped, not failed again', async () => {
    const port = await freePort()
    const outcomes = await checked(
      { DATABASE_URL: `postgres://a:secretword@127.0.0.1:${port}/b` },
      ...databaseChecks,
    )
    expect(outcomes.map(({ state }) => state)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ])
    expect(outcomes[0]).toMatchObject({ what: 'it does not answer: nothing listens there' })
    expect(JSON.stringify(outcomes)).not.toContain('secretword')
  })

  test('is something else', async () => {
    await using web = await startTinyServer(() => ({}))
    expect(await outcome(`postgres://a@${new URL(web.url).host}/b`)).toMatchObject({ state: 'failed' })
  })

  test('keeps other letters than UTF8', async () => {
    const name = `latin_${randomBytes(4).toString('hex')}`
    await asAdmin(
      inject('templateUrl'),
      `create database ${name} encoding 'LATIN1' template template0 locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    )
    const found = await outcome(url((of) => (of.pathname = `/${name}`)))
    await asAdmin(inject('templateUrl'), `drop database ${name} with (force)`)
    expect(found).toMatchObject({ state: 'failed', what: expect.stringContaining('LATIN1') as unknown })
  })

  test('is named wrongly: nothing else is started in its place', async () => {
    const outcomes = await checked({ DATABASE_URL: 'mysql://a@b/c' }, 'environment', ...databaseChecks)
    expect(outcomes.map(({ name, state }) => `${name}: ${state}`).slice(0, 3)).toEqual([
      'environment DATABASE_URL: failed',
      'database: skipped',
      'schema: skipped',
    ])
  })
})

describe('the schema', () => {
  test('is empty before the first start', async () => {
    await using database = await createEmptyDatabase()
    const outcomes = await checked({ DATABASE_URL: database.url }, 'schema', 'queue')
    expect(outcomes.map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(outcomes[0]?.what).toContain('no tables yet')
  })

  test('is older than this code, or newer', async () => {
    await using database = await createTestDatabase()
    const found = async () => checked({ DATABASE_URL: database.url }, 'schema', 'queue')
    const last = await sql<{ name: string }>`delete from kysely_migration
      where name = (select max(name) from kysely_migration) returning name`.execute(database.db)
    await sql`update pgboss.version set version = version - 1`.execute(database.db)
    expect(await found()).toMatchObject([
      {
        state: 'warning',
        what: '1 migrations are to be run',
        fix: expect.stringContaining('migrate') as unknown,
      },
      { state: 'warning', fix: expect.stringContaining('migrate') as unknown },
    ])
    await sql`insert into kysely_migration values (${last.rows[0]?.name}, now()::text), ('9999-newer', now()::text)`.execute(
      database.db,
    )
    await sql`update pgboss.version set version = version + 2`.execute(database.db)
    expect(await found()).toMatchObject([
      { state: 'warning', what: expect.stringContaining('9999-newer') as unknown },
      { state: 'warning', what: expect.stringContaining('of a newer version') as unknown },
    ])
  })

  test('cannot be made by an account without the right to', async () => {
    await using database = await createEmptyDatabase()
    const role = `reader_${randomBytes(4).toString('hex')}`
    await sql.raw(`create role ${role} login password 'reader'`).execute(database.db)
    const reader = new URL(database.url)
    reader.username = role
    reader.password = 'reader'
    const outcomes = await checked({ DATABASE_URL: reader.href }, 'schema', 'queue')
    await sql.raw(`drop role ${role}`).execute(database.db)
    expect(outcomes).toMatchObject([
      { state: 'failed', fix: expect.stringContaining('grant create on schema') as unknown },
      { state: 'failed', fix: expect.stringContaining('grant create on database') as unknown },
    ])
  })
})

describe('processes on the same database', () => {
  test('of the same version and settings are as they should be; of others they are named', async () => {
    await using database = await createTestDatabase()
    const run = async (environment: Record<string, string>) => {
      const applicationName = processName(readConfig({ ...environment, DATABASE_URL: database.url }))
      const db = connect(database.url, { applicationName })
      await sql`select 1`.execute(db)
      return { applicationName, [Symbol.asyncDispose]: () => db.destroy() }
    }
    const found = async () => checkedOne('processes', { DATABASE_URL: database.url })
    await using _same = await run({})
    expect(await found()).toMatchObject({ state: 'ok' })
    await using other = await run({ PARALEGAL_BUDGET: 'day=5' })
    const warned = await found()
    expect(warned.state).toBe('warning')
    expect(warned.what).toContain(`${other.applicationName} runs too`)
  })
})

describe('keys of content', () => {
  test('none, the one that is used, and another one, which opens nothing', async () => {
    await using database = await createTestDatabase()
    const keys = [randomBytes(32), randomBytes(32)] as const
    const found = async (key: Buffer | null) =>
      checkedOne('encryption', {
        DATABASE_URL: database.url,
        ...(key && { PARALEGAL_KEY: key.toString('base64') }),
      })
    expect(await found(null)).toMatchObject({
      state: 'ok',
      what: expect.stringContaining('unencrypted') as unknown,
    })
    const db = connect(database.url, { keys: [keys[0]] })
    await noteKeys(db, [keys[0]])
    await db.insertInto('prompt_part').values({ hash: 'a', text: 'b' }).execute()
    await db.destroy()
    expect(await found(keys[0])).toMatchObject({ state: 'ok' })
    expect(await found(keys[1])).toMatchObject({ state: 'failed' })
    expect(await found(null)).toMatchObject({ state: 'failed' })
  })
})

const pooled =
  'Jobs are announced by LISTEN, which a pooler in transaction mode does not carry: use the direct address, or session mode.'

test.each([
  ['postgres://u@pooler.example.com/d', true, pooled],
  ['postgres://u@db.example.com:6432/d', true, pooled],
  ['postgres://u@db.example.com/d', false, 'Add ?sslmode=verify-full to DATABASE_URL.'],
  ['postgres://u@db.example.com/d', true, null],
  ['postgres://u@postgres/d', false, null],
  ['postgres://u@10.0.0.7/d', false, null],
])('%s, encrypted %s: %s', (url, isEncrypted, fix) => {
  const advice = adviceOn(new URL(url), { isEncrypted })
  expect(advice?.fix ?? null).toEqual(fix)
})
