import { paralegal } from '../audit/kinds.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { Lane } from '../db/schema.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { stopParts } from './stop-parts.ts'
import { openStates, setStateIn } from './task-state.ts'

const hourMs = 3_600_000
/** How long a task may wait for its turn, for a worker with its key, for Slack to take its result. */
const maxAgeMs: Record<Lane, number> = { person: 24 * hourMs, batch: 7 * 24 * hourMs, eval: 7 * 24 * hourMs }

/**
 * Ends tasks whose time is over, and says so in their threads. What was answered by then is the result, with the rest
 * named as not answered; calls that still run are stopped.
 */
export async function expireTasks(deps: { db: Db; enqueue: Enqueue }, now: Date): Promise<void> {
  for (const lane of Object.keys(maxAgeMs) as Lane[]) {
    const overdue = await deps.db
      .selectFrom('task')
      .select('id')
      .where('state', 'in', openStates)
      .where('lane', '=', lane)
      .where((where) =>
        where.or([
          where(where.fn.coalesce('started_at', 'created_at'), '<', new Date(now.getTime() - maxAgeMs[lane])),
          where.and([where('deadline', '<', now), where('state', 'in', ['running', 'combining'])]),
        ]),
      )
      .execute()
    for (const { id } of overdue) await deps.db.transaction().execute((trx) => expire(trx, deps.enqueue, id))
  }
}

async function expire(trx: Trx, enqueue: Enqueue, taskId: string): Promise<void> {
  await stopParts(trx, {
    taskId,
    actor: paralegal,
    set: {
      state: 'failed',
      error_code: 'timed_out',
      error_message: 'This took longer than the analysis allows and was stopped.',
    },
  })
  const answered = await trx
    .updateTable('task')
    .set({ remaining: 0 })
    .where('id', '=', taskId)
    .where('state', 'in', ['running', 'combining'])
    .where((where) =>
      where.exists(
        where
          .selectFrom('subtask')
          .select('id')
          .where('task_id', '=', taskId)
          .where('kind', '=', 'part')
          .where('state', '=', 'done'),
      ),
    )
    .returning('priority')
    .executeTakeFirst()
  if (answered) await enqueue(trx, 'finish-task', { taskId, priority: answered.priority })
  else await setStateIn(trx, enqueue, { taskId, from: openStates, to: 'expired' })
}
