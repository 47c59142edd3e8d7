import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../db/connect.ts'
import { factsOf } from './facts.ts'
import { subjectOf, type PlainKind, type RowKind } from './kinds.ts'
import { readHashes } from './read-hashes.ts'

export interface Recorded {
  kind: RowKind
  /** A person's id, `paralegal` or `operator`. */
  actor: string
}

/** Kinds with which a row's texts change. */
const withTexts: RowKind[] = ['task-asked', 'part-ended', 'part-reset', 'call-ended']

/**
 * Puts rows on record as they stand now, in the commit that changes them. `also`: what the row does not say: ids, hashes
 * and numbers, never a text.
 */
export async function record(
  trx: Trx,
  of: Recorded & { ids: readonly string[]; also?: object },
): Promise<void> {
  if (of.ids.length === 0) return
  const { ids, also } = of
  const subject = subjectOf[of.kind]
  const { table, key } = factsOf[subject]
  const hashes = withTexts.includes(of.kind) ? await readHashes(trx, subject, { ids }) : new Map()
  const rows = sql`(select * from ${sql.table(table)} where ${sql.ref(key)} in (${sql.join([...ids])}))`
  const texts = sql`coalesce(${JSON.stringify(Object.fromEntries(hashes))}::jsonb -> subject.${sql.ref(key)}::text, '{}')`
  const more = sql`${texts} || ${JSON.stringify(also === undefined ? {} : { also })}::jsonb`
  await sql`insert into audit_event (${columns}) ${recordsFrom(rows, of, more)}`.execute(trx)
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

/** The events of rows that the same statement changes: `rows` is what it returns of them, `more` goes with their facts. */
export function recordsFrom(
  rows: RawBuilder<unknown>,
  { kind, actor }: Recorded,
  more: RawBuilder<unknown> = sql`'{}'::jsonb`,
): RawBuilder<Record<string, never>> {
  const { join, facts } = factsOf[subjectOf[kind]]
  return sql`select task.id, ${kind}::text, ${actor}::text, ${facts} || ${more} from ${rows} as subject ${join}`
}
