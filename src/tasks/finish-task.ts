import type { Db, Trx } from '../db/connect.ts'
import type { ErrorCode } from '../errors.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { traced } from '../traced.ts'
import { settleVariations } from './gate-variations.ts'
import { setState, setStateIn } from './task-state.ts'

/** All subtasks have ended: results go to the thread (which then calls `markPosted`), or the task is done. */
export async function finishTask(
  deps: { db: Db; enqueue: Enqueue },
  { taskId }: JobPayload<'finish-task'>,
): Promise<void> {
  await deps.db.transaction().execute((trx) => finishTaskIn(trx, deps.enqueue, taskId))
}

/** The same in the commit that ends the last subtask. */
export async function finishTaskIn(trx: Trx, enqueue: Enqueue, taskId: string): Promise<void> {
  const attributes = { 'paralegal.task.id': taskId }
  await traced('finish-task', { attributes }, async () => endStage(trx, enqueue, taskId))
}

async function endStage(trx: Trx, enqueue: Enqueue, taskId: string): Promise<void> {
  const parts = await trx
    .selectFrom('subtask')
    .innerJoin('task', 'task.id', 'subtask.task_id')
    .select(['subtask.state', 'subtask.error_message', 'task.channel_id'])
    .where('subtask.task_id', '=', taskId)
    .where('kind', '=', 'part')
    .execute()
  const from = ['running', 'combining'] as const
  await settleVariations(trx, taskId)
  if (parts.length > 0 && parts.every((part) => part.state === 'failed')) {
    const error = allFailed(parts[0]?.error_message ?? null)
    await setStateIn(trx, enqueue, { taskId, from, to: 'failed', error })
  } else {
    await setStateIn(trx, enqueue, { taskId, from, to: parts[0]?.channel_id ? 'posting' : 'done' })
  }
}

/** The thread holds everything. */
export async function markPosted(deps: { db: Db; enqueue: Enqueue }, taskId: string): Promise<void> {
  await setState(deps, taskId, { from: ['posting'], to: 'done' })
}

function allFailed(reason: string | null): { code: ErrorCode; message: string } {
  return {
    code: 'model_unavailable',
    message:
      reason ?? 'None of the questions could be answered. The document is kept; please try again later.',
  }
}
