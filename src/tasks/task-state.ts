import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { TaskState, TaskTable } from '../db/schema.ts'
import type { Enqueue } from '../queue/jobs.ts'

export type Task = Selectable<TaskTable>

/** States after which nothing changes any more. */
export const finalStates: readonly TaskState[] = ['done', 'failed', 'cancelled', 'expired']

/** All others. */
export const openStates: readonly TaskState[] = ['queued', 'reading', 'running', 'combining', 'posting']

/** Moves a task from one of the given states; undefined where it was in none of them (somebody was there before). */
export async function setState(
  deps: { db: Db; enqueue: Enqueue },
  taskId: string,
  change: { from: TaskState[]; to: TaskState },
): Promise<Task | undefined> {
  return deps.db.transaction().execute((trx) => setStateIn(trx, deps.enqueue, { taskId, ...change }))
}

/** The same inside the caller's transaction. The thread is told with every change. */
export async function setStateIn(
  trx: Trx,
  enqueue: Enqueue,
  change: { taskId: string; from: TaskState[]; to: TaskState },
): Promise<Task | undefined> {
  const task = await trx
    .updateTable('task')
    .set((set) => ({
      state: change.to,
      started_at: set.fn.coalesce('started_at', set.val(new Date())),
      ...(finalStates.includes(change.to) ? { finished_at: new Date() } : {}),
    }))
    .where('id', '=', change.taskId)
    .where('state', 'in', change.from)
    .returningAll()
    .executeTakeFirst()
  if (task) await tellThread(trx, enqueue, task)
  return task
}

/** Queues an update of the task's thread, where it has one. */
export async function tellThread(
  trx: Trx,
  enqueue: Enqueue,
  task: Pick<Task, 'id' | 'channel_id'>,
): Promise<void> {
  if (task.channel_id) await enqueue(trx, 'sync-thread', { taskId: task.id })
}
