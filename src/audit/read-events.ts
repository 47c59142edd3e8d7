import type { Db } from '../db/connect.ts'
import { digestOf, placeHashOf, type Happened } from './hash-event.ts'

/** An event as it lies in the database: nothing of it is taken for granted. */
export interface AuditEvent extends Happened {
  seq: number | null
  previous: string | null
  task_seq: number | null
  task_previous: string | null
  digest: string | null
  chained_at: Date | null
  hash: string | null
  seal: string | null
}

const pageSize = 1000

/** All events that have a place in the chain, in its order. */
export async function* readChain(db: Db): AsyncGenerator<AuditEvent> {
  for (let after = -1; ;) {
    const rows = await db
      .selectFrom('audit_event')
      .selectAll()
      .where('seq', '>', String(after))
      .orderBy('seq')
      .limit(pageSize)
      .execute()
    for (const row of rows) yield asEvent(row)
    if (rows.length < pageSize) return
    after = Number(rows.at(-1)?.seq)
  }
}

/** Those of some tasks, in the order they were written. */
export async function readEventsOf(db: Db, taskIds: string[]): Promise<AuditEvent[]> {
  const rows = await db
    .selectFrom('audit_event')
    .selectAll()
    .where('task_id', 'in', taskIds)
    .orderBy('id')
    .execute()
  return rows.map(asEvent)
}

/** Whether it says what it said when it was put in its place. */
export function isAsWritten(event: AuditEvent): boolean {
  return event.digest === digestOf(event)
}

/** Whether it stands where it was put. */
export function isInPlace({
  seq,
  previous,
  task_seq,
  task_previous,
  chained_at,
  digest,
  hash,
}: AuditEvent): boolean {
  if (seq === null || task_seq === null || chained_at === null || digest === null) return false
  return hash === placeHashOf({ seq, previous, task_seq, task_previous, chained_at }, digest)
}

function asEvent<Row extends { id: string; seq: string | null }>(row: Row) {
  return { ...row, id: Number(row.id), seq: row.seq === null ? null : Number(row.seq) }
}
