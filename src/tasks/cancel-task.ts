import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

/**
 * Ends a task at somebody's wish, with what runs of it in any process; false where its results are there already. `by`
 * is noted where it is somebody else than who asked for it.
 */
export async function cancelTask(
  deps: { db: Db; enqueue: Enqueue },
  taskId: string,
  by: string | null = null,
): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, {
      taskId,
      from: ['queued', 'reading', 'running', 'combining'],
      to: 'cancelled',
    })
    if (!task) return false
    if (by !== null && by !== task.requested_by)
      await trx.updateTable('task').set({ cancelled_by: by }).where('id', '=', taskId).execute()
    await trx
      .updateTable('subtask')
      .set({ state: 'cancelled', finished_at: new Date() })
      .where('task_id', '=', taskId)
      .where('state', 'in', ['pending', 'running'])
      .execute()
    return true
  })
}
