import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'

/** Notes where the task's thread really stands, once its first message is there. */
export async function placeThread(
  db: Db,
  taskId: string,
  thread: { channelId: string; threadTs: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('task')
      .set({ channel_id: thread.channelId, thread_ts: thread.threadTs })
      .where('id', '=', taskId)
      .execute()
    await record(trx, { kind: 'thread-placed', actor: paralegal, ids: [taskId] })
  })
}
