import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { keepMessage } from './keep-message.ts'

/** Our name in a channel: a question, or a file that something is wanted of. */
export function listenForMentions(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.event('app_mention', async ({ event, body, context }) => {
    // A changed message comes again; it was answered as it was.
    if (!event.user || event.edited) return
    const files = 'files' in event ? (event.files as { id: string }[] | undefined) : undefined
    await keepMessage(deps, {
      eventId: body.event_id,
      teamId: body.team_id,
      botUserId: context.botUserId,
      message: { ...event, user: event.user, files },
    })
  })
}
