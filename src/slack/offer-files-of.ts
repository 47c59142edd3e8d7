import { randomUUID } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import type { HeardMessage } from './heard-message.ts'

const Root = z.object({
  user: z.string().optional(),
  files: z.array(z.object({ id: z.string() })).optional(),
})

/** Has the files that a thread began with offered, where nobody told us of them; false where there are none. */
export async function offerFilesOf(
  deps: { db: Db; enqueue: Enqueue; client: WebClient },
  message: HeardMessage,
): Promise<boolean> {
  const { channel_id: channel, thread_ts: ts } = message
  if (ts === null || ts === message.ts) return false
  const { messages = [] } = await deps.client.conversations.replies({ channel, ts, limit: 1 })
  const { user, files = [] } = Root.parse(messages[0] ?? {})
  const shared = files.map(({ id }, index) => ({
    // By the first one a second run of this job knows that it was here.
    id: index === 0 ? message.id : randomUUID(),
    team_id: message.team_id,
    channel_id: channel,
    file_id: id,
    user_id: user ?? message.user_id,
    event_ts: ts,
    file_name: null,
    thread_ts: null,
  }))
  if (shared.length === 0) return false
  return deps.db.transaction().execute(async (trx) => {
    const known = await trx
      .selectFrom('file_share')
      .select(['id', 'file_id'])
      .where('team_id', '=', message.team_id)
      .where('channel_id', '=', channel)
      .where(
        'file_id',
        'in',
        shared.map(({ file_id }) => file_id),
      )
      .execute()
    const unknown = shared.filter(({ file_id }) => !known.some((each) => each.file_id === file_id))
    if (known.some(({ id }) => id === message.id)) return true
    if (unknown.length === 0) return false
    const kept = await trx
      .insertInto('file_share')
      .values(unknown)
      .onConflict((conflict) => conflict.constraint('file_share_unique').doNothing())
      .returning('id')
      .execute()
    if (kept.length > 0)
      await deps.enqueue(
        trx,
        'offer-analyses',
        kept.map(({ id }) => ({ fileShareId: id })),
      )
    return true
  })
}
