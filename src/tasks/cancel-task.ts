import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

const lookEveryMs = 1000

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

/** Does a task's work until it is cancelled, by whichever process: then the work's signal is aborted within a second. */
export async function unlessCancelled(
  db: Db,
  on: { taskId: string; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const cancelled = new AbortController()
  const finished = new AbortController()
  const watching = watch(db, { taskId: on.taskId, cancelled, finished: finished.signal })
  try {
    await work(AbortSignal.any([on.signal, cancelled.signal]))
  } catch (error) {
    if (!cancelled.signal.aborted) throw error
  } finally {
    finished.abort()
    await watching
  }
}

interface Watch {
  taskId: string
  cancelled: AbortController
  finished: AbortSignal
}

async function watch(db: Db, { taskId, cancelled, finished }: Watch): Promise<void> {
  while (!finished.aborted && !cancelled.signal.aborted) {
    await wait(lookEveryMs, undefined, { signal: finished }).catch(() => undefined)
    if (finished.aborted) return
    // A database that is away for a moment says nothing about the task.
    const task = await findState(db, taskId).catch(() => undefined)
    if (task?.state === 'cancelled') cancelled.abort(new Error('the task was cancelled'))
  }
}

async function findState(db: Db, taskId: string) {
  return db.selectFrom('task').select('state').where('id', '=', taskId).executeTakeFirst()
}
