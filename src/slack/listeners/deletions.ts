import type { App } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { askRemoval, isOurs } from '../../removal/ask-removal.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
}

/** Stands before everything: of what people say in channels nothing is heard but that a message was deleted. */
export function passOverMessages(app: App): void {
  app.use(async ({ body, next }) => {
    const event =
      'event' in body ? (body.event as { type?: string; channel_type?: string; subtype?: string }) : {}
    const isOverheard = event.type === 'message' && event.channel_type !== 'im'
    if (!isOverheard || event.subtype === 'message_deleted') await next()
  })
}

/** A file or a message that people delete takes with it what was made of it. */
export function listenForDeletions(app: App, deps: Deps): void {
  app.event('file_deleted', async ({ event, body, context }) => {
    const teamId = context.teamId ?? body.team_id
    await patiently(() => remove(deps, { scope: 'file', target: event.file_id, teamId }))
  })
  app.event('message', async ({ event, body, context }) => {
    if (event.subtype !== 'message_deleted') return
    const target = `${event.channel} ${event.deleted_ts}`
    const teamId = context.teamId ?? body.team_id
    await patiently(() => remove(deps, { scope: 'message', target, teamId }))
  })
}

async function remove(
  deps: Deps,
  of: { scope: 'file' | 'message'; target: string; teamId: string },
): Promise<void> {
  if (!(await isOurs(deps.db, of))) return
  await askRemoval(deps, {
    ...of,
    dedupeKey: `${of.scope}-deleted:${of.teamId}:${of.target}`,
    reason: of.scope === 'file' ? 'file-deleted' : 'message-deleted',
    by: null,
  })
}
