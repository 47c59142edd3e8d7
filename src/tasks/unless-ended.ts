import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../db/connect.ts'

const lookEveryMs = 1000

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
  const watched = watch(db, { ...on, ended })
  try {
    await work(AbortSignal.any([on.signal, ended.signal]))
  } catch (error) {
    if (!ended.signal.aborted) throw error
  } finally {
    watched.end()
  }
}

interface Running extends Work {
  ended: AbortController
}

// One look a second for all that runs in the process, however much it is.
const runningOn = new WeakMap<Db, Set<Running>>()

function watch(db: Db, running: Running): { end(): void } {
  const all = runningOn.get(db) ?? new Set<Running>()
  all.add(running)
  if (!runningOn.has(db)) {
    runningOn.set(db, all)
    void lookUntilIdle(db, all)
  }
  return { end: () => all.delete(running) }
}

async function lookUntilIdle(db: Db, all: Set<Running>): Promise<void> {
  while (all.size > 0) {
    await wait(lookEveryMs, undefined, { ref: false })
    // A database that is away for a moment says nothing about a task.
    const ended = await findEnded(db, [...all]).catch(() => [])
    for (const running of ended) running.ended.abort(new Error('the task was ended'))
  }
  runningOn.delete(db)
}

// A part that was given up ends before its task does, and may have been started anew since.
async function findEnded(db: Db, all: Running[]): Promise<Running[]> {
  if (all.length === 0) return []
  const tasks = await db
    .selectFrom('task')
    .select('id')
    .where('id', 'in', [...new Set(all.map(({ taskId }) => taskId))])
    .where('state', 'in', ['cancelled', 'failed', 'expired'])
    .execute()
  const ids = all.flatMap(({ subtask }) => subtask?.id ?? [])
  const parts = await db
    .selectFrom('subtask')
    .select(['id', 'run'])
    .where((where) => (ids.length === 0 ? where.lit(false) : where('id', 'in', ids)))
    .where('state', 'in', ['pending', 'running', 'done'])
    .execute()
  return all.filter(
    ({ taskId, subtask }) =>
      tasks.some(({ id }) => id === taskId) ||
      (subtask && !parts.some(({ id, run }) => id === subtask.id && run === subtask.run)),
  )
}
