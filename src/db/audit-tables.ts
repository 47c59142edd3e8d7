import type { ColumnType } from 'kysely'

/** What is written once, when an event is put in its place in the chain. */
type Placed<T> = ColumnType<T | null, never, T | null>

/** One thing that happened with a task. The database refuses to change or delete it; texts are in it as hashes only. */
export interface AuditEventTable {
  /** In the order of writing. */
  id: ColumnType<string, never, never>
  task_id: ColumnType<string, string, never>
  kind: ColumnType<string, string, never>
  at: ColumnType<Date, never, never>
  /** A person's id, `paralegal` for the program itself, `operator` for its command line. */
  actor: ColumnType<string, string, never>
  payload: ColumnType<Record<string, unknown>, string, never>
  /** From 1, over all tasks. */
  seq: ColumnType<string | null, never, number>
  /** The hash of the event before it; null for the first one. */
  previous: Placed<string>
  /** From 1, within its task. */
  task_seq: Placed<number>
  task_previous: Placed<string>
  /** Of what happened. */
  digest: Placed<string>
  chained_at: Placed<Date>
  /** Of its place and its digest. */
  hash: Placed<string>
  /** The key's name and what it makes of the hash; null without a key. */
  seal: Placed<string>
}
