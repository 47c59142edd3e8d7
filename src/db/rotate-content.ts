import { sql, type RawBuilder } from 'kysely'
import { keyIdOf, type SealKeys } from '../seal.ts'
import type { Db, Trx } from './connect.ts'
import { sealedColumns, type SealedColumn } from './sealed-columns.ts'

const batchSize = 20

/**
 * Seals with the first key what was sealed with another one, or stands in clear; gives how many rows that were. Row by row,
 * while everybody works; stopped in the middle it goes on where it was. `db` must have the same keys.
 */
export async function rotateContent(db: Db, keys: SealKeys): Promise<number> {
  const keyId = keyIdOf(keys[0])
  await db
    .insertInto('encryption_key')
    .values({ key_id: keyId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  let rotated = 0
  for (const [table, columns] of Object.entries(sealedColumns)) {
    for (let last = ''; ;) {
      const ids = await findOthers(db, { table, columns, keyId, after: last })
      for (const id of ids) await db.transaction().execute((trx) => rotateRow(trx, { table, columns, id }))
      rotated += ids.length
      last = ids.at(-1) ?? ''
      if (ids.length < batchSize) break
    }
  }
  await db.deleteFrom('encryption_key').where('key_id', '!=', keyId).execute()
  return rotated
}

/** How many values every key seals, by its id; '' are those in clear. */
export async function countByKey(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const [table, columns] of Object.entries(sealedColumns)) {
    for (const [name, { type }] of Object.entries(columns)) {
      const head = headOf(name, type)
      const { rows } = await sql<{ key: string; count: string }>`
        select coalesce(substring(head from '^sealed:1:([0-9a-f]{12}):'), '') as key, count(*) as count
        from (select ${head} as head from ${sql.table(table)} where ${hasContent(name, type)}) heads
        group by 1`.execute(db)
      for (const { key, count } of rows) counts.set(key, (counts.get(key) ?? 0) + Number(count))
    }
  }
  return counts
}

interface Rows {
  table: string
  columns: Record<string, SealedColumn>
}

async function findOthers(
  db: Db,
  { table, columns, keyId, after }: Rows & { keyId: string; after: string },
): Promise<string[]> {
  const key = keyOf(columns)
  const others = Object.entries(columns).map(
    ([name, { type }]) =>
      sql<boolean>`(${hasContent(name, type)} and ${headOf(name, type)} <> ${`sealed:1:${keyId}:`})`,
  )
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(key)}::text as id from ${sql.table(table)}
    where ${sql.ref(key)}::text > ${after} and (${sql.join(others, sql` or `)})
    order by 1 limit ${batchSize}`.execute(db)
  return rows.map(({ id }) => id)
}

// Through the connection, which opens what it reads and seals what it writes.
async function rotateRow(trx: Trx, { table, columns, id }: Rows & { id: string }): Promise<void> {
  const names = Object.keys(columns)
  const key = keyOf(columns)
  const row = await trx
    .selectFrom(table as 'document')
    .select(names as 'text'[])
    .where(key as 'id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return
  const written = Object.entries(row as Record<string, unknown>).map(([name, value]) => [
    name,
    value !== null && columns[name]?.type === 'json' ? JSON.stringify(value) : value,
  ])
  await trx
    .updateTable(table as 'document')
    .set(Object.fromEntries(written) as { text: string })
    .where(key as 'id', '=', id)
    .execute()
}

function keyOf(columns: Record<string, SealedColumn>): string {
  return Object.values(columns)[0]?.key ?? ''
}

const headLength = 'sealed:1::'.length + 12

// The first characters of a value, which say what it is sealed with.
function headOf(name: string, type: SealedColumn['type']): RawBuilder<string> {
  const column = sql.ref(name)
  switch (type) {
    case 'text':
      return sql`left(${column}, ${headLength})`
    case 'json':
      return sql`left(${column} #>> '{}', ${headLength})`
    case 'bytes':
      return sql`encode(substring(${column} from 1 for ${headLength}), 'escape')`
  }
}

function hasContent(name: string, type: SealedColumn['type']): RawBuilder<boolean> {
  const column = sql.ref(name)
  switch (type) {
    case 'text':
      return sql`${column} <> ''`
    case 'json':
      return sql`${column} not in ('[]', '{}')`
    case 'bytes':
      return sql`octet_length(${column}) > 0`
  }
}
