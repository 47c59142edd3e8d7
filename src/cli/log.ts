import type { Db } from '../db/connect.ts'
import type { PromptLogView } from '../db/llm-tables.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

const latest = 20

/** Prints the prompts and answers of a task (by id or its beginning), or a line for each of the latest tasks. */
export async function showLog(task: string | null, options: { json: boolean }): Promise<void> {
  await using opened = await openDatabase()
  const { db } = opened
  if (task === null) return await listTasks(db, options)
  const rows = await readGenerations(db, await findTask(db, task))
  console.log(
    options.json ? JSON.stringify(rows, null, 2) : rows.map(generationText).map(printable).join('\n\n'),
  )
}

async function listTasks(db: Db, options: { json: boolean }): Promise<void> {
  const tasks = await db
    .selectFrom('task')
    .select(['id', 'created_at', 'state', 'analysis', 'file_name', 'requested_by', 'model', 'error_message'])
    .orderBy('created_at', 'desc')
    .limit(latest)
    .execute()
  if (options.json) return console.log(JSON.stringify(tasks, null, 2))
  if (tasks.length === 0) return console.log('No tasks yet. `npx paralegal analyze FILE` makes one.')
  for (const task of tasks) {
    const when = task.created_at.toISOString().slice(0, 16).replace('T', ' ')
    console.log(
      printable(`${task.id}  ${when}  ${task.state.padEnd(8)}  ${task.analysis}  ${task.file_name}`),
    )
    if (task.error_message) console.log(printable(`  ${task.error_message}`))
  }
}

async function readGenerations(db: Db, taskId: string): Promise<PromptLogView[]> {
  return db
    .selectFrom('prompt_log')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('created_at')
    .orderBy('attempt')
    .execute()
}

function generationText(row: PromptLogView): string {
  const numbers = [
    `${row.input_tokens ?? 0} + ${row.output_tokens ?? 0} tokens`,
    row.cost_usd === null ? 'cost unknown' : `$${Number(row.cost_usd).toFixed(4)}`,
    `${row.ms ?? 0} ms`,
  ].join(', ')
  return [
    `######## ${row.template} v${row.prompt_version} (${row.prompt_hash.slice(0, 12)}), attempt ${row.attempt}: ${row.state}`,
    `call ${row.id}, task ${row.task_id}, subtask ${row.subtask_id}, user ${row.requested_by}`,
    `${row.provider}/${row.model_answered ?? row.model_requested}, ${numbers}, commit ${row.git_commit ?? 'none'}, ${row.created_at.toISOString()}`,
    ...(row.error ? [`error: ${row.error}`] : []),
    '',
    row.prompt,
    '',
    '--- answer ---',
    readableAnswer(row.answer),
  ].join('\n')
}

function readableAnswer(answer: string | null): string {
  if (answer === null) return '(none)'
  try {
    return JSON.stringify(JSON.parse(answer), null, 2)
  } catch {
    return answer
  }
}
