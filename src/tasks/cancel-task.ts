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

interface Work {
  taskId: string
  /** The part of it that this is. */
  subtask?: { id: string; run: number }
}

/** Does a task's work until somebody ends the task, in whichever process: then the work's signal is aborted within a second. */
export async function unlessEnded(
  db: Db,
  on: Work & { signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = new AbortController()
  const finished = new AbortController()
  const watching = watch(db, { ...on, ended, finished: finished.signal })
  try {
    await work(AbortSignal.any([on.signal, ended.signal]))
  } catch (error) {
    if (!ended.signal.aborted) throw error
  } finally {
    finished.abort()
    await watching
  }
}

interface Watch extends Work {
  ended: AbortController
  finished: AbortSignal
}

async function watch(db: Db, { ended, finished, ...on }: Watch): Promise<void> {
  while (!finished.aborted && !ended.signal.aborted) {
    await wait(lookEveryMs, undefined, { signal: finished }).catch(() => undefined)
    if (finished.aborted) return
    // A database that is away for a moment says nothing about the task.
    const isEnded = await hasEnded(db, on).catch(() => false)
    if (isEnded) ended.abort(new Error('the task was ended'))
  }
}

// A part that was given up ends before its task does, and may have been started anew since.
async function hasEnded(db: Db, { taskId, subtask }: Work): Promise<boolean> {
  const ended = ['cancelled', 'failed', 'expired']
  if (!subtask) {
    const { state } = await db
      .selectFrom('task')
      .select('state')
      .where('id', '=', taskId)
      .executeTakeFirstOrThrow()
    return ended.includes(state)
  }
  const { state, run } = await db
    .selectFrom('subtask')
    .select(['state', 'run'])
    .where('id', '=', subtask.id)
    .executeTakeFirstOrThrow()
  return ended.includes(state) || run !== subtask.run
}
