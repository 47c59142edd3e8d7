import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { connect } from '../../src/db/connect.ts'

export interface Level {
  /** Of the program and of its worker, in MB. */
  memoryMb: number[]
  /** Rows by table, and those that still have their words. */
  rows: Record<string, number>
}

// What a removal empties: the rows stay.
const withContent = {
  document: sql<boolean>`removed_at is null`,
  finding: sql<boolean>`title <> ''`,
  subtask: sql<boolean>`answer is not null`,
  generation: sql<boolean>`answer is not null`,
  file_share: sql<boolean>`file_name is not null`,
}

/** What the processes hold in memory, and every table's rows. */
export async function readLevel(databaseUrl: string, pids: number[]): Promise<Level> {
  const db = connect(databaseUrl)
  try {
    const { rows: tables } = await sql<{ schema: string; name: string }>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and (table_schema = 'public' or (table_schema = 'pgboss' and table_name = 'job'))`.execute(
      db,
    )
    const rows: Record<string, number> = {}
    for (const { schema, name } of tables) {
      const { rows: counted } = await sql<{ count: string }>`
        select count(*) as count from ${sql.id(schema, name)}`.execute(db)
      rows[name] = Number(counted[0]?.count ?? 0)
    }
    for (const [name, has] of Object.entries(withContent)) {
      const { rows: counted } = await sql<{ count: string }>`
        select count(*) as count from ${sql.table(name)} where ${has}`.execute(db)
      rows[`${name} with content`] = Number(counted[0]?.count ?? 0)
    }
    return { memoryMb: await Promise.all(pids.map(residentMb)), rows }
  } finally {
    await db.destroy()
  }
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

/** How much more there is at the end than after the first third; 1 for level. Medians, as single values jump. */
export function growth(values: number[]): number {
  const third = Math.max(1, Math.floor(values.length / 3))
  const middle = median(values.slice(third, 2 * third))
  return middle === 0 ? 1 : median(values.slice(-third)) / middle
}

/**
 * How much higher the highest value of the last third is than that of all before: memory goes up and down with what the collector has
 * left lying, below a height that only a leak lifts.
 */
export function peakGrowth(values: number[]): number {
  const third = Math.max(1, Math.floor(values.length / 3))
  return Math.max(...values.slice(-third)) / Math.max(...values.slice(0, -third), 1)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
