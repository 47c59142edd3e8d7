import { sql, type SelectQueryBuilder } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { findTask } from './find-task.ts'

/** Which calls of models are meant; as given on the command line. */
export interface CallFilters {
  task?: string
  user?: string
  analysis?: string
  template?: string
  promptVersion?: string
  model?: string
  since?: string
  until?: string
  minCost?: string
  failed?: true
}

type Calls<Row> = SelectQueryBuilder<Database, 'prompt_log', Row>

/** Narrows a query of the prompt log. Throws `usage` for a date or number that is none. */
export async function filterCalls<Row>(db: Db, query: Calls<Row>, filters: CallFilters): Promise<Calls<Row>> {
  const { user, analysis, template, model, failed } = filters
  let calls = query
  if (filters.task !== undefined) calls = calls.where('task_id', '=', await findTask(db, filters.task))
  if (user !== undefined) calls = calls.where('requested_by', '=', user)
  if (analysis !== undefined) calls = calls.where('analysis', '=', analysis)
  if (template !== undefined) calls = calls.where(sql<boolean>`position(${template} in template) > 0`)
  if (filters.promptVersion !== undefined)
    calls = calls.where('prompt_version', '=', numberOf('--prompt-version', filters.promptVersion))
  if (model !== undefined)
    calls = calls.where(
      sql<boolean>`${model} in (model_requested, model_answered, provider || '/' || model_requested, provider || '/' || model_answered)`,
    )
  if (filters.since !== undefined) calls = calls.where('created_at', '>=', dateOf('--since', filters.since))
  if (filters.until !== undefined) calls = calls.where('created_at', '<', dateOf('--until', filters.until))
  if (filters.minCost !== undefined)
    calls = calls.where('cost_usd', '>=', String(numberOf('--min-cost', filters.minCost)))
  if (failed) calls = calls.where('state', '=', 'failed')
  return calls
}

export function hasFilters(filters: CallFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined)
}

function dateOf(option: string, value: string): Date {
  const date = new Date(value)
  if (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(date.getTime())) return date
  throw usage(`${option} takes a day or a time, for example 2026-11-23 or 2026-11-23T14:00Z, not “${value}”.`)
}

export function numberOf(option: string, value: string): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  throw usage(`${option} takes a number, not “${value}”.`)
}

function usage(userMessage: string): AppError {
  return new AppError('usage', 'a filter that is none', { userMessage })
}
