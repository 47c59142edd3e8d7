import type { Db } from '../db/connect.ts'
import { filterCalls, hasFilters, numberOf, type CallFilters } from './call-filters.ts'
import { withPrompts } from '../llm/logged-prompts.ts'
import { callText, costText, modelText } from './call-text.ts'
import { findCall } from './find-call.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

const latestTasks = 20
const latestCalls = 50

export interface LogOptions extends CallFilters {
  json?: true
  limit?: string
}

/** Prints all calls of a task (by id or its beginning), a line for each call that is meant, or one for each of the latest tasks. */
export async function showLog(task: string | null, { json, limit, ...filters }: LogOptions): Promise<void> {
  await using opened = await openDatabase()
  const { db } = opened
  const isJson = json ?? false
  if (task !== null) return await showTask(db, await findTask(db, task), isJson)
  if (!hasFilters(filters) && limit === undefined) return await listTasks(db, isJson)
  await listCalls(db, filters, {
    isJson,
    limit: limit === undefined ? latestCalls : numberOf('--limit', limit),
  })
}

/** Prints one call in full. */
export async function showCall(beginning: string, { json }: { json?: true }): Promise<void> {
  await using opened = await openDatabase()
  const call = await findCall(opened.db, beginning)
  console.log(json ? JSON.stringify(call, null, 2) : printable(callText(call)))
}

async function showTask(db: Db, taskId: string, isJson: boolean): Promise<void> {
  const calls = await db
    .selectFrom('prompt_log')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('created_at')
    .orderBy('attempt')
    .execute()
  const rows = await withPrompts(db, calls)
  // `model` is what scripts read before there were two.
  const full = rows.map((row) => ({ ...row, model: row.model_answered ?? row.model_requested }))
  console.log(isJson ? JSON.stringify(full, null, 2) : rows.map(callText).map(printable).join('\n\n'))
}

async function listTasks(db: Db, isJson: boolean): Promise<void> {
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'created_at', 'state', 'analysis', 'file_name', 'requested_by', 'model', 'error_message'])
    .orderBy('created_at', 'desc')
    .limit(latestTasks)
    .execute()
  if (isJson) return console.log(JSON.stringify(tasks, null, 2))
  if (tasks.length === 0) return console.log('No tasks yet. `npx paralegal analyze FILE` makes one.')
  for (const task of tasks) {
    console.log(
      printable(
        `${task.id}  ${minute(task.created_at)}  ${task.state.padEnd(8)}  ${task.analysis}  ${task.file_name}`,
      ),
    )
    if (task.error_message) console.log(printable(`  ${task.error_message}`))
  }
}

async function listCalls(
  db: Db,
  filters: CallFilters,
  { isJson, limit }: { isJson: boolean; limit: number },
): Promise<void> {
  const query = db.selectFrom('prompt_log').select(listed)
  const calls = await (
    await filterCalls(db, query, filters)
  )
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  if (isJson) return console.log(JSON.stringify(calls, null, 2))
  if (calls.length === 0) return console.log('No call is like that.')
  for (const call of calls) {
    const tokens = `${call.input_tokens ?? 0}+${call.cache_read_tokens ?? 0}+${call.output_tokens ?? 0}`
    const cells = [
      call.id.slice(0, 8),
      minute(call.created_at),
      (call.error_code ?? call.finish_reason ?? call.state).padEnd(12),
      tokens.padStart(16),
      costText(call.cost_usd).padStart(8),
      `${call.ms ?? 0} ms`.padStart(9),
      `${call.template} v${call.prompt_version}`,
      modelText(call),
    ]
    console.log(printable(cells.join('  ')))
  }
  console.log('\nTokens: in + from the cache + out. `npx paralegal log show CALL` shows one.')
}

const listed = [
  'id',
  'created_at',
  'task_id',
  'subtask_id',
  'subtask',
  'variation',
  'requested_by',
  'purpose',
  'state',
  'finish_reason',
  'error_code',
  'provider',
  'model_requested',
  'model_answered',
  'template',
  'prompt_version',
  'prompt_hash',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'cost_usd',
  'ms_to_first_token',
  'ms',
] as const

function minute(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ')
}
