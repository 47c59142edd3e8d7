import { operator, paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { stopParts } from './stop-parts.ts'
import { setStateIn } from './task-state.ts'

const cancellable = ['queued', 'reading', 'running', 'combining'] as const

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
    const open = await trx
      .selectFrom('task')
      .select('id')
      .where('id', '=', taskId)
      .where('state', 'in', cancellable)
      .executeTakeFirst()
    if (!open) return false
    await stopParts(trx, { taskId, actor, set: { state: 'cancelled' } })
    const task = await setStateIn(trx, deps.enqueue, {
      taskId,
      from: [...cancellable],
      to: 'cancelled',
      by: actor,
    })
    // It ended just now, and with it all its parts: none of them was stopped.
    if (!task) return false
    // Those that were planned meanwhile.
    await stopParts(trx, { taskId, actor, set: { state: 'cancelled' } })
    if (by !== null && by !== paralegal && by !== task.requested_by) {
      await trx.updateTable('task').set({ cancelled_by: by }).where('id', '=', taskId).execute()
      await record(trx, { kind: 'task-state', actor, ids: [taskId] })
    }
    return true
  })
}
