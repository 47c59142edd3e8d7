import type { Selectable } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { TaskState, TaskTable } from '../db/schema.ts'
import { tell } from '../happenings.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { findNextInQueue } from './queue-position.ts'
import { refreshHome } from './refresh-home.ts'

export type Task = Selectable<TaskTable>

/** States after which nothing changes any more. */
export const finalStates: readonly TaskState[] = ['done', 'failed', 'cancelled', 'expired']

/** All others. */
export const openStates: readonly TaskState[] = ['queued', 'reading', 'running', 'combining', 'posting']

/** How many of the waiting learn, with every task that ends, that they moved up. */
const toldToMoveUp = 3

export interface StateChange {
  from: readonly TaskState[]
  to: TaskState
  /** Why it failed, as a person may read it. */
  error?: { code: string; message: string }
  /** Whose wish it is; the program's own where not said. */
  by?: string
}

/** Moves a task from one of the given states; undefined where it was in none of them (somebody was there before). */
export async function setState(
  deps: { db: Db; enqueue: Enqueue },
  taskId: string,
  change: StateChange,
): Promise<Task | undefined> {
  return deps.db.transaction().execute((trx) => setStateIn(trx, deps.enqueue, { taskId, ...change }))
}

/** The same inside the caller's transaction. The thread is told with every change. */
export async function setStateIn(
  trx: Trx,
  enqueue: Enqueue,
  { taskId, from, to, error, by }: StateChange & { taskId: string },
): Promise<Task | undefined> {
  const isEnd = finalStates.includes(to)
  const task = await trx
    .updateTable('task')
    .set((set) => ({
      state: to,
      started_at: set.fn.coalesce('started_at', set.val(new Date())),
      ...(isEnd ? { finished_at: new Date() } : {}),
      ...(error ? { error_code: error.code, error_message: error.message } : {}),
    }))
    .where('id', '=', taskId)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst()
  if (!task) return undefined
  await record(trx, { kind: 'task-state', actor: by ?? paralegal, ids: [taskId] })
  await tellThread(trx, enqueue, task)
  if (isEnd) tellEnd(task)
  if (isEnd) for (const next of await findNextInQueue(trx, toldToMoveUp)) await tellThread(trx, enqueue, next)
  return task
}

function tellEnd({ analysis, lane, state, error_code: code, created_at: createdAt }: Task): void {
  tell('task-ended', { analysis, lane, state, code, seconds: (Date.now() - createdAt.getTime()) / 1000 })
}

/** Queues an update of the task's thread, where it has one, and of its requester's Home tab. */
export async function tellThread(
  trx: Trx,
  enqueue: Enqueue,
  task: Pick<Task, 'id' | 'channel_id'>,
): Promise<void> {
  if (!task.channel_id) return
  await enqueue(trx, 'sync-thread', { taskId: task.id })
  await refreshHome(trx, enqueue, task.id)
}
