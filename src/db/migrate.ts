import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { DatabaseError } from 'pg'
import { AppError } from '../errors.ts'
import type { Db } from './connect.ts'

const folder = join(import.meta.dirname, '..', '..', 'migrations')

/** Whoever waits for a table stops all who come after; a backup holds its tables for long, so a step gives way and tries again. */
const lockPatience = { timeout: '5s', attempts: 30, waitMs: 2000 }

/**
 * Brings the schema up to date; Kysely's own lock makes several processes at once safe. Returns what was run. What a newer
 * version has run already is left alone, so that an older one goes on beside it.
 */
export async function migrate(db: Db, patience = lockPatience): Promise<string[]> {
  await executedNames(db).catch(unreachable)
  const provider = { getMigrations: () => migrationsFor(db, patience.timeout) }
  for (let attempt = 1; ; attempt++) {
    const migrator = new Migrator({ db, provider })
    const { error, results } = await migrator.migrateToLatest()
    if (error === undefined) return (results ?? []).map((result) => result.migrationName)
    if (!isLockTimeout(error) || attempt >= patience.attempts) throw notMigrated(error, results)
    await wait(patience.waitMs)
  }
}

/** How the schema stands to this code. */
export interface SchemaState {
  /** Not run yet. */
  pending: string[]
  /** Run by a newer version of the code. */
  newer: string[]
  /** Nothing was ever run. */
  isEmpty: boolean
}

export async function readSchemaState(db: Db): Promise<SchemaState> {
  const known = await migrationNames()
  const executed = await executedNames(db)
  return {
    pending: known.filter((name) => !executed.includes(name)),
    newer: newerThan(known, executed),
    isEmpty: executed.length === 0,
  }
}

// Kysely refuses what it does not know; a newer version's steps stand here as done, and are never run by this code.
async function migrationsFor(db: Db, lockTimeout: string): Promise<Record<string, Migration>> {
  const known = await readMigrations(lockTimeout)
  const standIn: Migration = {
    up: () => Promise.reject(new Error('a newer version of the code has this step')),
  }
  const newer = newerThan(Object.keys(known), await executedNames(db))
  return { ...known, ...Object.fromEntries(newer.map((name) => [name, standIn])) }
}

function newerThan(known: string[], executed: string[]): string[] {
  const newest = known.at(-1) ?? ''
  return executed.filter((name) => name > newest)
}

async function executedNames(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ has: boolean }>`
    select to_regclass('kysely_migration') is not null as has`.execute(db)
  if (!tables[0]?.has) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

async function migrationNames(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()
  return files.map((file) => file.slice(0, -'.ts'.length))
}

async function readMigrations(lockTimeout: string): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const name of await migrationNames()) {
    const migration = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as Migration
    migrations[name] = {
      async up(db) {
        await sql`select set_config('lock_timeout', ${lockTimeout}, true)`.execute(db)
        await migration.up(db)
      },
    }
  }
  return migrations
}

function unreachable(error: unknown): never {
  throw new AppError('database_unavailable', 'cannot connect', {
    userMessage: 'The database does not answer. Check DATABASE_URL: host, port, name, user and password.',
    cause: error,
  })
}

function isLockTimeout(error: unknown): boolean {
  // PostgreSQL, appendix A: lock_not_available.
  return error instanceof DatabaseError && error.code === '55P03'
}

function notMigrated(error: unknown, results: { status: string; migrationName: string }[] = []): AppError {
  const failed = results.find((result) => result.status === 'Error')?.migrationName ?? 'before the first'
  const advice = isLockTimeout(error)
    ? 'Something holds a table: end long transactions, or wait for a backup to end, and start again.'
    : 'Does this account own its schema?'
  return new AppError('database_unavailable', `migration failed: ${failed}`, {
    userMessage: `The database could not be brought up to date (migration: ${failed}). Nothing of it was kept. ${advice}`,
    cause: error,
  })
}
