import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { keepMessage } from './keep-message.ts'

/** What somebody writes to us alone. Changed and deleted messages, joins and the like are none. */
export function listenForDirectMessages(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.event('message', async ({ event, body, context }) => {
    if (event.channel_type !== 'im') return
    if (event.subtype !== undefined && event.subtype !== 'file_share') return
    if (event.subtype === undefined && event.bot_id !== undefined) return
    if (!event.user || event.user === context.botUserId) return
    await keepMessage(deps, {
      eventId: body.event_id,
      teamId: body.team_id,
      botUserId: context.botUserId,
      message: { ...event, user: event.user },
    })
  })
}
