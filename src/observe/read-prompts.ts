import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { quotesOf, usageOf } from './day-sums.ts'
import { later, startOf } from './read-costs.ts'
import { openSince } from './sum-days.ts'

const dayMs = 86_400_000

/** How the calls with a template of a version went. */
export interface TemplateRow {
  analysis: string
  version: number
  template: string
  calls: number
  failed: number
  /** Answers that could not be read or were refusals: the prompt's own failures. */
  useless: number
  /** Calls that only mend an earlier answer. */
  repairs: number
  usd: number
}

export interface QuoteRow {
  analysis: string
  version: number
  quotes: number
  unverified: number
  repaired: number
}

/** Of the last days, today among them: those that fail most first. */
export async function readTemplates(
  db: Db,
  { days, now }: { days: number; now: Date },
): Promise<TemplateRow[]> {
  const from = startOf(now, days)
  const open = await openSince(db)
  const { rows } = await sql<TemplateRow>`
    select analysis, version, template, sum(calls - replays)::int as calls, sum(failed)::int as failed,
      sum(useless)::int as useless, sum(repairs)::int as repairs, sum(usd)::float8 as usd
    from (
      select * from usage_day where day >= ${from.toISOString().slice(0, 10)}::date
      union all ${usageOf({ from: later(open, from), to: new Date(now.getTime() + dayMs) })}
    ) usage group by 1, 2, 3 having sum(calls - replays) > 0
    order by sum(useless)::float8 / sum(calls - replays) desc, sum(failed)::float8 / sum(calls - replays) desc, 4 desc, 3
    limit 60`.execute(db)
  return rows
}

/** Of the findings of tasks that ended in the last days: how many quotes were not found in the document. */
export async function readQuotes(db: Db, { days, now }: { days: number; now: Date }): Promise<QuoteRow[]> {
  const from = startOf(now, days)
  const open = await openSince(db)
  const { rows } = await sql<QuoteRow>`
    select analysis, version, sum(quotes)::int as quotes, sum(unverified)::int as unverified,
      sum(repaired)::int as repaired
    from (
      select * from quote_day where day >= ${from.toISOString().slice(0, 10)}::date
      union all ${quotesOf({ from: later(open, from), to: new Date(now.getTime() + dayMs) })}
    ) quotes group by 1, 2 order by sum(unverified)::float8 / sum(quotes) desc, 1, 2 limit 60`.execute(db)
  return rows
}
