import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { failTask } from './fail-task.ts'
import { setState, setStateIn } from './task-state.ts'

/** All subtasks have ended: results go to the thread (which then calls `markPosted`), or the task is done. */
export async function finishTask(
  deps: { db: Db; enqueue: Enqueue },
  { taskId }: JobPayload<'finish-task'>,
): Promise<void> {
  const parts = await deps.db
    .selectFrom('subtask')
    .select(['state', 'error_message'])
    .where('task_id', '=', taskId)
    .where('kind', '=', 'part')
    .execute()
  if (parts.length > 0 && parts.every((part) => part.state === 'failed')) {
    await failTask(deps, taskId, allFailed(parts[0]?.error_message ?? null))
    return
  }
  await deps.db.transaction().execute(async (trx) => {
    const task = await trx
      .selectFrom('task')
      .select('channel_id')
      .where('id', '=', taskId)
      .executeTakeFirstOrThrow()
    const to = task.channel_id ? 'posting' : 'done'
    await setStateIn(trx, deps.enqueue, { taskId, from: ['running', 'combining'], to })
  })
}

/** The thread holds everything. */
export async function markPosted(deps: { db: Db; enqueue: Enqueue }, taskId: string): Promise<void> {
  await setState(deps, taskId, { from: ['posting'], to: 'done' })
}

function allFailed(reason: string | null): AppError {
  return new AppError('model_unavailable', 'every subtask failed', {
    userMessage:
      reason ?? 'None of the questions could be answered. The document is kept; please try again later.',
  })
}
