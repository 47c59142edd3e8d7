import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setState } from './task-state.ts'

/** Nobody waits longer for an answer; by then every retry has been made. */
const maxAgeMs = 24 * 3600 * 1000

/** Ends tasks that never came to an end, and says so in their threads. */
export async function expireTasks(deps: { db: Db; enqueue: Enqueue }, now: Date): Promise<void> {
  const old = await deps.db
    .selectFrom('task')
    .select('id')
    .where('state', 'not in', ['done', 'failed', 'cancelled', 'expired'])
    .where('created_at', '<', new Date(now.getTime() - maxAgeMs))
    .execute()
  for (const { id } of old) {
    await setState(deps, id, {
      from: ['queued', 'reading', 'running', 'combining', 'posting'],
      to: 'expired',
    })
  }
}
