import { randomUUID } from 'node:crypto'
import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'

/** A file dropped where we are: noted once, however often Slack tells it, and offered the analyses that fit. */
export function listenForFiles(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.event('file_shared', async ({ event, body, context }) => {
    // Our own exports are files too; Bolt's ignoreSelf does not look at user_id.
    if (event.user_id === context.botUserId) return
    await deps.db.transaction().execute(async (trx) => {
      const fresh = await trx
        .insertInto('slack_event')
        .values({ event_id: body.event_id })
        .onConflict((conflict) => conflict.column('event_id').doNothing())
        .returning('event_id')
        .executeTakeFirst()
      if (!fresh) return
      const share = await trx
        .insertInto('file_share')
        .values({
          id: randomUUID(),
          team_id: body.team_id,
          channel_id: event.channel_id,
          file_id: event.file_id,
          user_id: event.user_id,
          event_ts: event.event_ts,
          file_name: null,
          thread_ts: null,
        })
        .onConflict((conflict) => conflict.constraint('file_share_unique').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (share) await deps.enqueue(trx, 'offer-analyses', { fileShareId: share.id })
    })
  })
}
