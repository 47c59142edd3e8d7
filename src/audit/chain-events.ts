import { sql } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { digestOf, placeHashOf, type Happened, type Place } from './hash-event.ts'
import { sealHash } from './seal-hash.ts'

const batchSize = 500

export interface ChainDeps {
  db: Db
  /** The first one seals; none where the operator set none. */
  auditKeys: Buffer[]
  log: Logger
}

/**
 * Gives the events that have none yet their place in the chain, in the order they were written. Writers never wait for
 * it: one process at a time does this, for all. What the last one's hash is goes to the log, which is kept elsewhere.
 */
export async function chainEvents(deps: ChainDeps): Promise<void> {
  for (;;) {
    const chained = await deps.db.transaction().execute((trx) => chainBatch(trx, deps))
    const last = chained.at(-1)
    if (last) deps.log.info({ seq: last.seq, hash: last.hash }, 'audit chain goes on')
    if (chained.length < batchSize) return
  }
}

interface Chained extends Place {
  id: number
  digest: string
  hash: string
  seal: string | null
}

async function chainBatch(trx: Trx, { auditKeys }: ChainDeps): Promise<Chained[]> {
  await sql`select pg_advisory_xact_lock(hashtext('paralegal audit chain'))`.execute(trx)
  const loose = await trx
    .selectFrom('audit_event')
    .select(['id', 'task_id', 'kind', 'at', 'actor', 'payload'])
    .where('hash', 'is', null)
    .orderBy('id')
    .limit(batchSize)
    .execute()
  if (loose.length === 0) return []
  const lastOfTask = await readLastOfTasks(trx, [...new Set(loose.map(({ task_id }) => task_id))])
  const chainedAt = new Date()
  let before: Link = (await readHead(trx)) ?? { seq: 0, hash: null }
  const chained = loose.map((row) => {
    const event: Happened = { ...row, id: Number(row.id) }
    const ofTask = lastOfTask.get(event.task_id) ?? { seq: 0, hash: null }
    const place: Place = {
      seq: before.seq + 1,
      previous: before.hash,
      task_seq: ofTask.seq + 1,
      task_previous: ofTask.hash,
      chained_at: chainedAt,
    }
    const digest = digestOf(event)
    const hash = placeHashOf(place, digest)
    before = { seq: place.seq, hash }
    lastOfTask.set(event.task_id, { seq: place.task_seq, hash })
    return { id: event.id, ...place, digest, hash, seal: sealHash(auditKeys, hash) }
  })
  await write(trx, chained)
  return chained
}

interface Link {
  seq: number
  hash: string | null
}

async function readLastOfTasks(trx: Trx, taskIds: string[]): Promise<Map<string, Link>> {
  const rows = await trx
    .selectFrom('audit_event')
    .distinctOn('task_id')
    .select(['task_id', 'task_seq', 'hash'])
    .where('task_id', 'in', taskIds)
    .where('task_seq', 'is not', null)
    .orderBy('task_id')
    .orderBy('task_seq', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.task_id, { seq: row.task_seq ?? 0, hash: row.hash }]))
}

async function write(trx: Trx, chained: Chained[]): Promise<void> {
  const rows = JSON.stringify(chained.map((row) => ({ ...row, chained_at: row.chained_at.toISOString() })))
  await sql`
    update audit_event set seq = place.seq, previous = place.previous, task_seq = place.task_seq,
      task_previous = place.task_previous, digest = place.digest, chained_at = place.chained_at, hash = place.hash,
      seal = place.seal
    from jsonb_to_recordset(${rows}::jsonb) as place (id bigint, seq bigint, previous text, task_seq integer,
      task_previous text, digest text, chained_at timestamptz, hash text, seal text)
    where audit_event.id = place.id
  `.execute(trx)
}

/** Where the chain ends now; null where nothing is in it yet. */
export async function readHead(db: Db | Trx): Promise<{ seq: number; hash: string } | null> {
  const row = await db
    .selectFrom('audit_event')
    .select(['seq', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.hash ? { seq: Number(row.seq), hash: row.hash } : null
}
