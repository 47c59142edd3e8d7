import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Db } from '../../src/db/connect.ts'
import { createEmptyDatabase } from '../support/empty-database.ts'
import { migrateTo, migrationSteps } from '../support/migration-steps.ts'

// A step may run while processes of the version before still work on the same tables: they must find what they read and
// be able to write what they write. What is dropped or narrowed goes in two releases: first no code uses it, then it goes.
const landed = [
  '2026-11-23-1500-engine: dropped column task.summary',
  '2026-11-23-1800-model-layer: dropped column prompt_log.model',
]

interface Column {
  table: string
  column: string
  type: string
  /** Code that does not know the column can leave it out. */
  optional: boolean
}

interface Constraint {
  table: string
  name: string
  definition: string
  columns: string[]
}

interface Shape {
  columns: Column[]
  constraints: Constraint[]
}

test('no migration takes anything from the version that runs beside it', async () => {
  await using database = await createEmptyDatabase()
  const found: string[] = []
  let before: Shape = { columns: [], constraints: [] }
  for (const step of await migrationSteps()) {
    await migrateTo(database.db, step)
    const after = await readShape(database.db)
    found.push(...takenBetween(before, after).map((what) => `${step}: ${what}`))
    before = after
  }
  expect(found).toEqual(landed)
}, 300_000)

test('each kind of step that would take something is found', async () => {
  await using database = await createEmptyDatabase()
  const { db } = database
  await sql`create table thing (a text not null, b integer, c text default 'x' not null, d text,
    constraint thing_kind_check check (a in ('one','two')))`.execute(db)
  await sql`create view things as select a, b from thing`.execute(db)
  const before = await readShape(db)
  await sql`drop view things`.execute(db)
  await sql`alter table thing drop column d, alter column b type bigint, alter column c drop default,
    alter column a drop not null, add column needed text not null, add column free text,
    drop constraint thing_kind_check, add constraint thing_kind_check check (a in ('one')),
    add constraint thing_b_check check (b > 0), add constraint thing_a_unique unique (a),
    add constraint thing_free_check check (free <> '')`.execute(db)
  expect(takenBetween(before, await readShape(db)).toSorted()).toEqual([
    'column thing.c can no longer be left out',
    'column thing.needed cannot be left out',
    'dropped column thing.d',
    'dropped column things.a',
    'dropped column things.b',
    'narrower: thing_a_unique',
    'narrower: thing_b_check',
    'narrower: thing_kind_check',
    'type of thing.b: integer → bigint',
  ])
})

function takenBetween(before: Shape, after: Shape): string[] {
  return [...takenColumns(before.columns, after.columns), ...takenByConstraints(before, after)]
}

function takenColumns(before: Column[], after: Column[]): string[] {
  const tables = new Set(before.map(({ table }) => table))
  const name = ({ table, column }: Column) => `${table}.${column}`
  const gone = before.filter((old) => !after.some((now) => name(now) === name(old)))
  const changed = after.flatMap((now) => {
    const old = before.find((each) => name(each) === name(now))
    if (!old) return tables.has(now.table) && !now.optional ? [`column ${name(now)} cannot be left out`] : []
    if (old.type !== now.type) return [`type of ${name(now)}: ${old.type} → ${now.type}`]
    return old.optional && !now.optional ? [`column ${name(now)} can no longer be left out`] : []
  })
  return [...gone.map((old) => `dropped column ${name(old)}`), ...changed]
}

// A rule over columns that were there already may refuse what the version before writes; one that replaces a rule of the
// same name may not, where it still names every value.
function takenByConstraints(before: Shape, after: Shape): string[] {
  const known = new Set(before.columns.map(({ table, column }) => `${table}.${column}`))
  const values = (definition: string): string[] => definition.match(/'[^']*'/g) ?? []
  return after.constraints
    .filter((now) => now.columns.every((column) => known.has(`${now.table}.${column}`)))
    .filter((now) => {
      const same = before.constraints.filter(({ table }) => table === now.table)
      if (same.some(({ definition }) => definition === now.definition)) return false
      const old = same.find(({ name }) => name === now.name)
      const replaced = old !== undefined && now.definition.startsWith('CHECK')
      return !(replaced && values(old.definition).every((value) => values(now.definition).includes(value)))
    })
    .map(({ name }) => `narrower: ${name}`)
}

async function readShape(db: Db): Promise<Shape> {
  const columns = await sql<Column>`
    select table_name as table, column_name as column, data_type as type,
           is_nullable = 'YES' or column_default is not null or is_identity = 'YES' or is_generated = 'ALWAYS' as optional
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%' order by 1, 2`.execute(db)
  const constraints = await sql<Constraint>`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition,
           array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any(conkey)) as columns
    from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('c','u','p','f','x') and conrelid::regclass::text not like 'kysely%'
    union all
    select tablename, indexname, indexdef,
           array(select attname::text from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
                 where indexrelid = indexname::regclass)
    from pg_indexes
    where schemaname = 'public' and indexdef like 'CREATE UNIQUE%' and tablename not like 'kysely%'
      and not exists (select from pg_constraint where conname = indexname)
    order by 1, 2`.execute(db)
  return { columns: columns.rows, constraints: constraints.rows }
}
