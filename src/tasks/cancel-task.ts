import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

/** Ends a task at somebody's wish, with what runs of it in any process; false where its results are there already. */
export async function cancelTask(deps: { db: Db; enqueue: Enqueue }, taskId: string): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, {
      taskId,
      from: ['queued', 'reading', 'running', 'combining'],
      to: 'cancelled',
    })
    if (!task) return false
    await trx
      .updateTable('subtask')
      .set({ state: 'cancelled', finished_at: new Date() })
      .where('task_id', '=', taskId)
      .where('state', 'in', ['pending', 'running'])
      .execute()
    return true
  })
}
