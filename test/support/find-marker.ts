import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../../src/db/connect.ts'

/** Every table and column in which a text stands, of all schemas, the queue's among them; also as bytes. */
export async function findInDatabase(db: Db, marker: string): Promise<string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db)
  const hex = Buffer.from(marker).toString('hex')
  const found: string[] = []
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ column: string }>`
      select distinct field.key as column from ${sql.id(schema, name)} row, jsonb_each_text(to_jsonb(row)) field
      where field.value ilike ${`%${marker}%`} or field.value ilike ${`%${hex}%`}`.execute(db)
    found.push(...rows.map(({ column }) => `${schema}.${name}.${column}`))
  }
  return found.toSorted()
}

/** Every file under a folder in which a text stands. */
export async function findOnDisk(folder: string, marker: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path).catch(() => Buffer.alloc(0))
    if (bytes.toString('latin1').toLowerCase().includes(marker.toLowerCase())) found.push(path)
  }
  return found
}
