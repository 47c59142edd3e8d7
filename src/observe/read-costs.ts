import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

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
  const since = new Date(new Date(now).setUTCHours(0, 0, 0, 0) - (days - 1) * dayMs)
  // Added up per task first: only then its analysis is looked for.
  const { rows } = await sql<CostRow>`
    with per_task as (
      select task_id, (created_at at time zone 'UTC')::date as day, provider || '/' || model_requested as model,
        count(*) as calls, sum(input_tokens) as input, sum(cache_read_tokens) as cached, sum(cache_write_tokens) as written,
        sum(output_tokens) as output, sum(cost_usd) as usd,
        count(*) filter (where output_tokens is not null and cost_usd is null) as unpriced
      from generation where created_at >= ${since} group by 1, 2, 3
    )
    select to_char(day, 'YYYY-MM-DD') as day, model, analysis, sum(calls)::int as calls,
      coalesce(sum(input), 0)::float8 + coalesce(sum(cached), 0)::float8 + coalesce(sum(written), 0)::float8 as "inputTokens",
      coalesce(sum(cached), 0)::float8 as "cachedTokens", coalesce(sum(output), 0)::float8 as "outputTokens",
      coalesce(sum(usd), 0)::float8 as usd, sum(unpriced)::int as unpriced
    from per_task join task on task.id = per_task.task_id
    group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  return rows
}

/** The days that are meant, the oldest first. */
export function daysBefore(now: Date, days: number): string[] {
  return Array.from({ length: days }, (_, index) =>
    new Date(now.getTime() - (days - 1 - index) * dayMs).toISOString().slice(0, 10),
  )
}
