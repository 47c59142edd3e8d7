import { sql } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import { quotesOf, usageOf } from './day-sums.ts'

const dayMs = 86_400_000
/** A call that began before midnight has ended by then. */
const lateMs = 2 * 3_600_000

/**
 * Adds up each day that is over, once, so that looking at a month costs no more than looking at a day, and what was paid stays
 * known when tasks are forgotten.
 */
export async function sumDays(db: Db, now: Date): Promise<void> {
  const last = startOfDay(now.getTime() - lateMs) - dayMs
  for (let day = await firstOpenDay(db); day <= last; day += dayMs)
    await db.transaction().execute((trx) => sumDay(trx, day))
}

/** From when on nothing has been added up. */
export async function openSince(db: Db): Promise<Date> {
  const row = await db
    .selectFrom('summed_day')
    .select(sql<string | null>`to_char(max(day) + 1, 'YYYY-MM-DD')`.as('day'))
    .executeTakeFirst()
  return new Date(row?.day ?? 0)
}

async function firstOpenDay(db: Db): Promise<number> {
  const since = await openSince(db)
  if (since.getTime() > 0) return since.getTime()
  const [call, task] = await Promise.all([
    db
      .selectFrom('generation')
      .select(({ fn }) => fn.min('created_at').as('at'))
      .executeTakeFirst(),
    db
      .selectFrom('task')
      .select(({ fn }) => fn.min('finished_at').as('at'))
      .executeTakeFirst(),
  ])
  const times = [call?.at, task?.at].flatMap((at) => at?.getTime() ?? [])
  return times.length === 0 ? Infinity : startOfDay(Math.min(...times))
}

// Whoever notes the day first adds it up; another who comes meanwhile waits for that and finds it done.
async function sumDay(trx: Trx, start: number): Promise<void> {
  const span = { from: new Date(start), to: new Date(start + dayMs) }
  const day = span.from.toISOString().slice(0, 10)
  const noted = await trx
    .insertInto('summed_day')
    .values({ day })
    .onConflict((conflict) => conflict.doNothing())
    .returning('day')
    .executeTakeFirst()
  if (!noted) return
  await sql`insert into usage_day (day, model, analysis, version, template, calls, replays, failed, useless, repairs,
    input_tokens, cached_tokens, output_tokens, usd, unpriced) ${usageOf(span)}`.execute(trx)
  await sql`insert into quote_day (day, analysis, version, quotes, unverified, repaired) ${quotesOf(span)}`.execute(
    trx,
  )
}

function startOfDay(time: number): number {
  return Math.floor(time / dayMs) * dayMs
}
