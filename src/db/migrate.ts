import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Migrator, type Migration } from 'kysely/migration'
import { AppError } from '../errors.ts'
import type { Db } from './connect.ts'

const folder = join(import.meta.dirname, '..', '..', 'migrations')

/** Brings the schema up to date; Kysely's own lock makes several processes at once safe. Returns what was run. */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first'
    throw new AppError('database_unavailable', `migration failed: ${failed}`, {
      userMessage: `The database could not be brought up to date (migration: ${failed}). Nothing of it was kept. Does this account own its schema?`,
      cause: error,
    })
  }
  return (results ?? []).map((result) => result.migrationName)
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()
  const migrations: Record<string, Migration> = {}
  for (const file of files) {
    migrations[file.slice(0, -'.ts'.length)] = (await import(
      pathToFileURL(join(folder, file)).href
    )) as Migration
  }
  return migrations
}
