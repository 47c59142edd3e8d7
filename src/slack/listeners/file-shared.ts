import { randomUUID } from 'node:crypto'
import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { isFirstTime } from '../first-time.ts'

/** A file dropped where we are: noted once, however often Slack tells it, and offered the analyses that fit. */
export function listenForFiles(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.event('file_shared', async ({ event, body, context }) => {
    // Our own exports are files too; Bolt's ignoreSelf does not look at user_id.
    if (event.user_id === context.botUserId) return
    const share = { team_id: context.teamId ?? body.team_id, event_id: body.event_id, event }
    await patiently(() => keepShare(deps, share))
  })
}

interface Share {
  team_id: string
  event_id: string
  event: { channel_id: string; file_id: string; user_id: string; event_ts: string }
}

async function keepShare(deps: { db: Db; enqueue: Enqueue }, share: Share): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await isFirstTime(trx, share.event_id))) return
    const kept = await trx
      .insertInto('file_share')
      .values({
        id: randomUUID(),
        team_id: share.team_id,
        channel_id: share.event.channel_id,
        file_id: share.event.file_id,
        user_id: share.event.user_id,
        event_ts: share.event.event_ts,
        file_name: null,
        thread_ts: null,
      })
      .onConflict((conflict) => conflict.constraint('file_share_unique').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (kept) await deps.enqueue(trx, 'offer-analyses', { fileShareId: kept.id })
  })
}
