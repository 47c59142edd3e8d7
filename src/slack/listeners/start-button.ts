import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { patiently } from '../../db/patiently.ts'
import { startTask, type StartTaskDeps } from '../../tasks/start-task.ts'
import { offerKey, startAnalysisAction } from '../offer-analyses.ts'

/** A click on an offered analysis starts it in the file's thread; a second click finds it started. */
export function listenForStartButtons(app: App, deps: StartTaskDeps): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${startAnalysisAction}:`),
    async ({ ack, action, body }) => {
      const click = { fileShareId: action.value ?? '', actionId: action.action_id, user: body.user.id }
      // Acknowledged when it is kept: a click that got lost shows, and is made again.
      await patiently(() => startOffered(deps, click))
      await ack()
    },
  )
}

interface Click {
  fileShareId: string
  actionId: string
  user: string
}

async function startOffered(deps: StartTaskDeps, click: Click): Promise<void> {
  const analysis = click.actionId.slice(startAnalysisAction.length + 1)
  const share = await deps.db
    .selectFrom('file_share')
    .selectAll()
    .where('id', '=', click.fileShareId)
    .executeTakeFirst()
  if (!share) return
  await startTask(deps, {
    dedupeKey: offerKey(share.id, analysis),
    analysis,
    variables: {},
    source: { kind: 'slack-file', fileId: share.file_id, fileName: share.file_name ?? 'file' },
    requestedBy: click.user,
    teamId: share.team_id,
    channelId: share.channel_id,
    threadTs: share.thread_ts ?? share.event_ts,
  })
  await deps.db.transaction().execute((trx) => deps.enqueue(trx, 'offer-analyses', { fileShareId: share.id }))
}
