import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

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
  version: number | null
  quotes: number
  unverified: number
  repaired: number
}

/** Those that fail most first. */
export async function readTemplates(db: Db, since: Date): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select coalesce(prompt_version.analysis, '(not kept)') as analysis, made.*
    from (
      select prompt_hash, prompt_version as version, template, count(*)::int as calls,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where error_code in ('model_answer_invalid', 'model_refused'))::int as useless,
        count(*) filter (where purpose = 'repair')::int as repairs, coalesce(sum(cost_usd), 0)::float8 as usd
      from generation where created_at >= ${since} and purpose <> 'replay' and state <> 'running'
      group by 1, 2, 3
    ) made left join prompt_version on prompt_version.hash = made.prompt_hash
    order by useless::float8 / calls desc, failed::float8 / calls desc, calls desc, template limit 60`.execute(
    db,
  )
  return rows
}

/** Of the findings of tasks that were asked for since then: how many quotes were not found in the document. */
export async function readQuotes(db: Db, since: Date): Promise<QuoteRow[]> {
  const { rows } = await sql<QuoteRow>`
    select analysis, prompt_version as version, count(*)::int as quotes,
      count(*) filter (where mark = 'unverified')::int as unverified,
      count(*) filter (where mark = 'repaired')::int as repaired
    from task join finding on finding.task_id = task.id
    where task.created_at >= ${since} and mark is not null
    group by 1, 2 order by count(*) filter (where mark = 'unverified')::float8 / count(*) desc limit 60`.execute(
    db,
  )
  return rows
}
