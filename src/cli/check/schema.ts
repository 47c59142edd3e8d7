import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { z } from 'zod'
import { readSchemaState } from '../../db/migrate.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, warning, type Outcome } from './outcome.ts'

/** Whether the tables are those of this version, and if not, whether this account may make them so. */
export async function checkSchema(context: CheckContext): Promise<Outcome> {
  const { db } = await context.database()
  const { pending, newer, isEmpty } = await readSchemaState(db)
  if (newer.length > 0)
    return warning(
      `${newer.length} migrations are of a newer version (up to ${newer.at(-1)})`,
      'This is as it should be while a new version is brought in. Else run the newer version here too.',
    )
  if (pending.length === 0) return ok('all migrations are run')
  const { rows } = await sql<{ may: boolean }>`
    select has_schema_privilege(current_user, current_schema(), 'create') as may`.execute(db)
  if (!rows[0]?.may)
    return failed(
      `${pending.length} migrations are to be run, and this account may not create tables`,
      'As the owner of the database: grant create on schema public to this user. Then: npx paralegal migrate',
    )
  if (isEmpty) return ok('no tables yet: npx paralegal migrate, or the first start, makes them')
  return warning(
    `${pending.length} migrations are to be run`,
    'npx paralegal migrate, or the next start, runs them.',
  )
}

/** The same of the queue, which has a schema of its own. */
export async function checkQueue(context: CheckContext): Promise<Outcome> {
  const { db } = await context.database()
  const { rows: has } = await sql<{ has: boolean }>`
    select to_regclass('pgboss.version') is not null as has`.execute(db)
  if (!has[0]?.has) {
    const { rows } = await sql<{ may: boolean }>`
      select has_database_privilege(current_user, current_database(), 'create') as may`.execute(db)
    return rows[0]?.may
      ? ok('none yet: npx paralegal migrate, or the first start, makes it')
      : failed(
          'there is none yet, and this account may not make its schema',
          'As the owner of the database: grant create on database … to this user.',
        )
  }
  const { rows } = await sql<{ version: number }>`select version from pgboss.version`.execute(db)
  const found = Number(rows[0]?.version)
  const ours = wantedVersion()
  if (found < ours)
    return warning(
      `its schema is ${found}, this version wants ${ours}`,
      'npx paralegal migrate, or the next start, renews it.',
    )
  if (found > ours)
    return warning(
      `its schema is ${found}, of a newer version than this one (${ours})`,
      'Run the newer version here too.',
    )
  return ok(`pg-boss, schema ${found}`)
}

const PackageFile = z.object({ pgboss: z.object({ schema: z.number() }) })

function wantedVersion(): number {
  const file = new URL('../package.json', import.meta.resolve('pg-boss'))
  return PackageFile.parse(JSON.parse(readFileSync(file, 'utf8'))).pgboss.schema
}
