import type { Updateable } from 'kysely'
import { record } from '../audit/record.ts'
import type { Trx } from '../db/connect.ts'
import type { SubtaskTable } from '../db/schema.ts'

/**
 * Ends the parts of a task that wait or run, in the caller's transaction. Parts are locked before their task, by their ids, here as
 * where one ends (`finishSubtask`): who locks a task first and then its parts would meet that one in a deadlock.
 */
export async function stopParts(
  trx: Trx,
  of: { taskId: string; actor: string; set: Updateable<SubtaskTable> },
): Promise<void> {
  const stopped = await trx
    .with('open', (db) =>
      db
        .selectFrom('subtask')
        .select('id')
        .where('task_id', '=', of.taskId)
        .where('state', 'in', ['pending', 'running'])
        .orderBy('id')
        .forUpdate(),
    )
    .updateTable('subtask')
    .set({ ...of.set, finished_at: new Date() })
    .where('id', 'in', (select) => select.selectFrom('open').select('open.id'))
    .returning('id')
    .execute()
  await record(trx, { kind: 'part-ended', actor: of.actor, ids: stopped.map(({ id }) => id) })
}
