import type { ExpressionBuilder } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { Database } from '../db/schema.ts'
import type { Task } from './task-state.ts'

/** The place of a task among those that wait, from 1; null for one that is worked on or has ended. */
export async function findQueuePosition(
  db: Db,
  task: Pick<Task, 'id' | 'priority' | 'created_at'>,
): Promise<number | null> {
  const row = await db
    .selectFrom('task')
    .select((select) => select.fn.countAll<string>().as('place'))
    .where(isWaiting)
    .where((where) =>
      where.or([
        where('id', '=', task.id),
        where('priority', '>', task.priority),
        where.and([where('priority', '=', task.priority), where('created_at', '<', task.created_at)]),
      ]),
    )
    .having((having) => having.fn('bool_or', [having('id', '=', task.id)]), '=', true)
    .executeTakeFirst()
  return row ? Number(row.place) : null
}

/** The next in the queue that have a thread. */
export async function findNextInQueue(trx: Trx, limit: number): Promise<Pick<Task, 'id' | 'channel_id'>[]> {
  return trx
    .selectFrom('task')
    .select(['id', 'channel_id'])
    .where(isWaiting)
    .where('channel_id', 'is not', null)
    .orderBy('priority', 'desc')
    .orderBy('created_at')
    .limit(limit)
    .execute()
}

// Nothing of it is being done: not read yet, or read and no question asked yet.
function isWaiting(where: ExpressionBuilder<Database, 'task'>) {
  return where.or([
    where('state', '=', 'queued'),
    where.and([where('state', '=', 'running'), where('deadline', 'is', null)]),
  ])
}
