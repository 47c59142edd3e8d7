import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../db/connect.ts'
import { factsOf } from './facts.ts'
import { subjectOf, type PlainKind, type RowKind } from './kinds.ts'

export interface Recorded {
  kind: RowKind
  /** A person's id, `paralegal` or `operator`. */
  actor: string
  /** What the row does not say: ids, hashes and numbers, never a text. */
  also?: object
}

/** Puts rows on record as they stand now, in the commit that changes them. */
export async function record(trx: Trx, of: Recorded & { ids: readonly string[] }): Promise<void> {
  if (of.ids.length === 0) return
  const { table, key } = factsOf[subjectOf[of.kind]]
  const rows = sql`(select * from ${sql.table(table)} where ${sql.ref(key)} in (${sql.join([...of.ids])}))`
  await sql`insert into audit_event (${columns}) ${recordsFrom(rows, of)}`.execute(trx)
}

/** Puts something on record that is no row. */
export async function note(
  trx: Trx,
  of: { kind: PlainKind; taskId: string; actor: string; also: object },
): Promise<void> {
  const { kind, taskId, actor, also } = of
  await trx
    .insertInto('audit_event')
    .values({ task_id: taskId, kind, actor, payload: JSON.stringify({ also }) })
    .execute()
}

/** The columns that an event is written with. */
export const recordColumns = ['task_id', 'kind', 'actor', 'payload'] as const
const columns = sql.join(recordColumns.map((column) => sql.ref(column)))

/** The events of rows that the same statement changes: `rows` is what it returns of them. */
export function recordsFrom(
  rows: RawBuilder<unknown>,
  { kind, actor, also }: Recorded,
): RawBuilder<Record<string, never>> {
  const { join, facts } = factsOf[subjectOf[kind]]
  const more =
    also === undefined ? sql`` : sql` || jsonb_build_object('also', ${JSON.stringify(also)}::jsonb)`
  return sql`select task.id, ${kind}::text, ${actor}::text, ${facts}${more} from ${rows} as subject ${join}`
}
