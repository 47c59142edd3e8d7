import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { note } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import type { PostedFile } from './thread-post.ts'

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

/** Puts on record that it was sent, once however often its job runs. */
export async function noteFileSent(
  db: Db,
  { taskId, what, requestId }: Pick<JobPayload<'send-file'>, 'taskId' | 'what' | 'requestId'>,
  file: PostedFile,
): Promise<void> {
  const sha256 = createHash('sha256')
    .update(file.bytes ?? file.text)
    .digest('hex')
  await db.transaction().execute(async (trx) => {
    const noted = await trx
      .selectFrom('audit_event')
      .select('id')
      .where('task_id', '=', taskId)
      .where('kind', '=', 'file-sent')
      .where(sql`payload #>> '{also,request}'`, '=', requestId)
      .executeTakeFirst()
    if (noted) return
    await note(trx, {
      kind: 'file-sent',
      taskId,
      actor: paralegal,
      also: { what, sha256, request: requestId },
    })
  })
}
