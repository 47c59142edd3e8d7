import { sql, type Selectable } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { RateLimitTable } from '../db/llm-tables.ts'
import { bucketNames, type Bucket, type RateState } from './rate-buckets.ts'

/** Works on the limits of a group of models while nobody else does. `now` is the database's: clocks differ. */
export async function withRateState<T>(
  db: Db,
  modelGroup: string,
  work: (state: RateState, now: number) => T,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const row = (await lock(trx, modelGroup)) ?? (await insert(trx, modelGroup))
    const state = stateOf(row)
    const result = work(state, row.now.getTime())
    await trx.updateTable('rate_limit').set(columnsOf(state)).where('model_group', '=', modelGroup).execute()
    return result
  })
}

type Row = Selectable<RateLimitTable> & { now: Date }

async function lock(trx: Trx, modelGroup: string): Promise<Row | undefined> {
  return trx
    .selectFrom('rate_limit')
    .selectAll()
    .select(sql<Date>`clock_timestamp()`.as('now'))
    .where('model_group', '=', modelGroup)
    .forUpdate()
    .executeTakeFirst()
}

async function insert(trx: Trx, modelGroup: string): Promise<Row> {
  await trx
    .insertInto('rate_limit')
    .values({
      model_group: modelGroup,
      is_known: false,
      pauses: 0,
      waiting_priority: 0,
      refilled_at: new Date(),
    })
    .onConflict((conflict) => conflict.column('model_group').doNothing())
    .execute()
  const row = await lock(trx, modelGroup)
  if (!row) throw new Error(`no row for the limits of ${modelGroup}`)
  return row
}

function stateOf(row: Row): RateState {
  return {
    isKnown: row.is_known,
    requests: bucketOf(row.requests_per_minute, row.requests_left),
    input: bucketOf(row.input_per_minute, row.input_left),
    output: bucketOf(row.output_per_minute, row.output_left),
    refilledAt: row.refilled_at.getTime(),
    pausedUntil: row.paused_until?.getTime() ?? 0,
    pauses: row.pauses,
    aloneUntil: row.alone_until?.getTime() ?? 0,
    waitingPriority: row.waiting_priority,
    waitingUntil: row.waiting_until?.getTime() ?? 0,
  }
}

function columnsOf(state: RateState) {
  const buckets = bucketNames.map((name) => [
    [`${name}_per_minute`, state[name]?.perMinute ?? null] as const,
    [`${name}_left`, state[name]?.left ?? null] as const,
  ])
  return {
    ...Object.fromEntries(buckets.flat()),
    is_known: state.isKnown,
    refilled_at: new Date(state.refilledAt),
    paused_until: timeOf(state.pausedUntil),
    pauses: state.pauses,
    alone_until: timeOf(state.aloneUntil),
    waiting_priority: state.waitingPriority,
    waiting_until: timeOf(state.waitingUntil),
  }
}

function bucketOf(perMinute: number | null, left: number | null): Bucket | null {
  return perMinute === null ? null : { perMinute, left: left ?? 0 }
}

function timeOf(ms: number): Date | null {
  return ms === 0 ? null : new Date(ms)
}
