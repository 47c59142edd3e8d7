import { note } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'

/** Has a file of a task sent to where somebody asked for it, and puts that on record. */
export async function askForFile(
  { db, enqueue }: { db: Db; enqueue: Enqueue },
  { by, ...job }: JobPayload<'send-file'> & { by: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { taskId, what, findingId, channelId, threadTs, requestId } = job
    const place = { channel_id: channelId, thread_ts: threadTs }
    const also = { what, finding_id: findingId, ...place, request: requestId }
    await note(trx, { kind: 'file-asked', taskId, actor: by, also })
    await enqueue(trx, 'send-file', job)
  })
}
