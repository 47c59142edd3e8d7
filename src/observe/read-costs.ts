import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { usageOf } from './day-sums.ts'
import { openSince } from './sum-days.ts'

const dayMs = 86_400_000

/** What calls of a day with a model for an analysis took. */
export interface CostRow {
  /** `2026-11-27`, UTC. */
  day: string
  model: string
  analysis: string
  calls: number
  /** Of all that goes in, and how much of it came from the provider's cache. */
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  usd: number
  /** Calls with an answer whose price is unknown: they are not in `usd`. */
  unpriced: number
}

/** The last days, today among them, each with what was paid. */
export async function readCosts(db: Db, { days, now }: { days: number; now: Date }): Promise<CostRow[]> {
  const from = startOf(now, days)
  const open = await openSince(db)
  const { rows } = await sql<CostRow>`
    select to_char(day, 'YYYY-MM-DD') as day, model, analysis, sum(calls)::int as calls,
      sum(input_tokens)::float8 as "inputTokens", sum(cached_tokens)::float8 as "cachedTokens",
      sum(output_tokens)::float8 as "outputTokens", sum(usd)::float8 as usd, sum(unpriced)::int as unpriced
    from (
      select * from usage_day where day >= ${from.toISOString().slice(0, 10)}::date
      union all ${usageOf({ from: later(open, from), to: new Date(now.getTime() + dayMs) })}
    ) usage group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  return rows
}

/** Midnight (UTC) at the beginning of so many days, today among them. */
export function startOf(now: Date, days: number): Date {
  return new Date(new Date(now).setUTCHours(0, 0, 0, 0) - (days - 1) * dayMs)
}

export function later(one: Date, other: Date): Date {
  return one > other ? one : other
}

/** The days that are meant, the oldest first. */
export function daysBefore(now: Date, days: number): string[] {
  return Array.from({ length: days }, (_, index) =>
    new Date(now.getTime() - (days - 1 - index) * dayMs).toISOString().slice(0, 10),
  )
}
