import { randomUUID } from 'node:crypto'
import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { askForFile } from '../file-requests.ts'
import { evidenceAction, exportAction } from '../blocks/file-buttons.ts'
import { taskForClick } from '../task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
}

type What = 'docx' | 'xlsx' | 'json' | 'evidence'

/** "Word report", "Issues in Excel", "JSON" and "Show a quote on its page": a file in the thread where it was clicked. */
export function listenForFileButtons(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${exportAction}:`), async ({ ack, action, body }) => {
    const what = action.action_id.slice(exportAction.length + 1) as What
    await queue(deps, { what, taskId: action.value ?? '', findingId: null, body })
    await ack()
  })

  app.action<BlockAction<StaticSelectAction>>(evidenceAction, async ({ ack, action, body }) => {
    const [taskId = '', findingId = ''] = action.selected_option.value.split(':')
    await queue(deps, { what: 'evidence', taskId, findingId, body })
    await ack()
  })
}

async function queue(
  { db, enqueue }: Deps,
  {
    what,
    taskId,
    findingId,
    body,
  }: { what: What; taskId: string; findingId: string | null; body: BlockAction },
): Promise<void> {
  const task = await taskForClick(db, { taskId, teamId: body.team?.id ?? '' })
  const channelId = body.channel?.id
  const message = body.message
  if (!task || !channelId || !message) return
  const threadTs = typeof message['thread_ts'] === 'string' ? message['thread_ts'] : message.ts
  const job = { taskId: task.id, what, findingId, channelId, threadTs, requestId: randomUUID() }
  await askForFile({ db, enqueue }, { ...job, by: body.user.id })
}
