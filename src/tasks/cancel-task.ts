import { operator, paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

/**
 * Ends a task at somebody's wish, with what runs of it in any process; false where its results are there already. `by`
 * is noted where it is another person than who asked for it; null: who runs the program.
 */
export async function cancelTask(
  deps: { db: Db; enqueue: Enqueue },
  taskId: string,
  by: string | null = null,
): Promise<boolean> {
  const actor = by ?? operator
  return deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, {
      taskId,
      from: ['queued', 'reading', 'running', 'combining'],
      to: 'cancelled',
      by: actor,
    })
    if (!task) return false
    if (by !== null && by !== paralegal && by !== task.requested_by) {
      await trx.updateTable('task').set({ cancelled_by: by }).where('id', '=', taskId).execute()
      await record(trx, { kind: 'task-state', actor, ids: [taskId] })
    }
    const stopped = await trx
      .updateTable('subtask')
      .set({ state: 'cancelled', finished_at: new Date() })
      .where('task_id', '=', taskId)
      .where('state', 'in', ['pending', 'running'])
      .returning('id')
      .execute()
    await record(trx, { kind: 'part-ended', actor, ids: stopped.map(({ id }) => id) })
    return true
  })
}
