import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

/** How calls of a model went. */
export interface ModelRow {
  model: string
  calls: number
  failed: number
  medianMs: number | null
  slowMs: number | null
  firstTokenMs: number | null
  waitedMs: number | null
}

export async function readModels(db: Db, since: Date): Promise<ModelRow[]> {
  const { rows } = await sql<ModelRow>`
    select provider || '/' || model_requested as model, count(*)::int as calls,
      count(*) filter (where state = 'failed')::int as failed,
      percentile_cont(0.5) within group (order by ms) filter (where state = 'done') as "medianMs",
      percentile_cont(0.95) within group (order by ms) filter (where state = 'done') as "slowMs",
      percentile_cont(0.5) within group (order by ms_to_first_token) as "firstTokenMs",
      percentile_cont(0.5) within group (order by waited_ms) as "waitedMs"
    from generation where created_at >= ${since} and state <> 'running' group by 1 order by 2 desc`.execute(
    db,
  )
  return rows
}

/** Why calls failed. */
export async function readCallFailures(
  db: Db,
  since: Date,
): Promise<{ model: string; code: string; count: number }[]> {
  const { rows } = await sql<{ model: string; code: string; count: number }>`
    select provider || '/' || model_requested as model, error_code as code, count(*)::int as count
    from generation where created_at >= ${since} and error_code is not null
    group by 1, 2 order by 3 desc limit 30`.execute(db)
  return rows
}
