import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { tellThread } from './task-state.ts'

/** Runs a task's failed subtasks again, and only those; false where the task still runs or none failed. */
export async function retryTask(deps: { db: Db; enqueue: Enqueue }, taskId: string): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const task = await trx
      .updateTable('task')
      .set({ state: 'running', finished_at: null, error_code: null, error_message: null })
      .where('id', '=', taskId)
      .where('state', 'in', ['done', 'failed'])
      .where((where) =>
        where.exists(
          where
            .selectFrom('subtask')
            .select('id')
            .where('task_id', '=', taskId)
            .where('state', '=', 'failed'),
        ),
      )
      .returning(['id', 'channel_id'])
      .executeTakeFirst()
    if (!task) return false
    const subtasks = await trx
      .updateTable('subtask')
      .set({ state: 'pending', started_at: null, finished_at: null, error_code: null, error_message: null })
      .where('task_id', '=', taskId)
      .where('state', '=', 'failed')
      .returning('id')
      .execute()
    await trx.updateTable('task').set({ remaining: subtasks.length }).where('id', '=', taskId).execute()
    for (const { id } of subtasks) await deps.enqueue(trx, 'run-subtask', { subtaskId: id })
    await tellThread(trx, deps.enqueue, task)
    return true
  })
}
