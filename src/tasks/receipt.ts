import type { Db } from '../db/connect.ts'
import { modelName } from '../llm/model-name.ts'
import { noticeOf } from '../llm/notice.ts'

/** What it took. */
export interface Receipt {
  model: string
  /** Models that answered in its place while it was overloaded. */
  alsoAnswered: string[]
  /** Must stand wherever the answer is shown, or null. */
  notice: string | null
  promptVersion: number | null
  promptHash: string | null
  /** Of git, where the prompts are in it. */
  promptCommit: string | null
  calls: number
  inputTokens: number
  outputTokens: number
  /** US dollars; null where a price is unknown. */
  costUsd: number | null
  /** From the request to the last subtask, in seconds. */
  seconds: number | null
}

/** What a task took, and whose answers it has. */
export async function receiptOf(
  db: Db,
  task: ReceiptTask,
  subtasks: { finished_at: Date | null }[],
): Promise<Receipt> {
  return { ...(await paidOf(db, task)), ...modelOf(task), seconds: secondsOf(task, subtasks) }
}

interface ReceiptTask {
  id: string
  model: string
  prompt_version: number | null
  prompt_hash: string | null
  prompt_commit: string | null
  created_at: Date
}

async function paidOf(db: Db, task: { id: string; model: string }) {
  const rows = await db
    .selectFrom('generation')
    .select([
      'state',
      'input_tokens',
      'cache_read_tokens',
      'cache_write_tokens',
      'output_tokens',
      'cost_usd',
      'finish_reason',
      'provider',
      'model_requested',
    ])
    .where('task_id', '=', task.id)
    .where('purpose', '!=', 'replay')
    .execute()
  // A call without an answer (refused connection, rate limit) costs nothing; an answered one without a price is unknown.
  const answered = rows.filter((row) => row.finish_reason !== null)
  const answering = rows
    .filter((row) => row.state === 'done')
    .map((row) => modelName({ provider: row.provider, name: row.model_requested }))
  return {
    calls: rows.length,
    alsoAnswered: [...new Set(answering)].filter((model) => model !== task.model),
    inputTokens: sum(
      rows.flatMap((row) => [row.input_tokens, row.cache_read_tokens, row.cache_write_tokens]),
    ),
    outputTokens: sum(rows.map((row) => row.output_tokens)),
    costUsd: answered.some((row) => row.cost_usd === null)
      ? null
      : sum(answered.map((row) => Number(row.cost_usd))),
  }
}

function modelOf(task: ReceiptTask) {
  return {
    model: task.model,
    notice: noticeOf(task.model),
    promptVersion: task.prompt_version,
    promptHash: task.prompt_hash,
    promptCommit: task.prompt_commit,
  }
}

function secondsOf(task: { created_at: Date }, subtasks: { finished_at: Date | null }[]): number | null {
  const ends = subtasks.flatMap((subtask) => (subtask.finished_at ? [subtask.finished_at.getTime()] : []))
  if (ends.length === 0 || ends.length < subtasks.length) return null
  return Math.round((Math.max(...ends) - task.created_at.getTime()) / 100) / 10
}

function sum(numbers: (number | null)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0)
}
