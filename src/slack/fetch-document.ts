import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { attachDocument } from '../tasks/attach-document.ts'
import { setState, type Task } from '../tasks/task-state.ts'
import { downloadFile, type DownloadOptions } from './download-file.ts'
import { readFile, type SlackFile } from './files.ts'
import { noteFileAddress } from './note-file-address.ts'
import { callSlack } from './pace.ts'
import { toAppError } from './slack-errors.ts'

/** First step of a task from Slack: its file's bytes come into our database. */
export async function fetchDocument(
  deps: { db: Db; enqueue: Enqueue; download: DownloadOptions & { client: WebClient } },
  { taskId }: JobPayload<'fetch-document'>,
  signal: AbortSignal,
): Promise<void> {
  const task = await setState(deps, taskId, { from: ['queued', 'reading'], to: 'reading' })
  if (!task || task.document_id || !task.source_file_id) return
  const { client } = deps.download
  const fileId = task.source_file_id
  try {
    const file = await callSlack({ db: deps.db, client }, { method: 'files.info' }, () =>
      readFile(client, fileId),
    )
    refuseFromElsewhere(task, file)
    await noteFileAddress(deps, { taskId, file })
    await attachDocument(deps, task, await downloadFile(deps.download, file, signal))
  } catch (error) {
    throw toAppError(error)
  }
}

// What a document says is shown only where it was shared, or where its owner asks: an id in a button or a form is no right to it.
function refuseFromElsewhere(task: Task, file: SlackFile): void {
  const askedIn = task.origin_channel_id ?? task.channel_id
  const isShownThere = askedIn !== null && file.shareIn(askedIn, '0') !== null
  if (isShownThere || file.owner === task.requested_by) return
  throw new AppError('file_download_failed', `file ${file.id} is not shared in ${askedIn ?? ''}`, {
    userMessage:
      'That file is not shared here, so I do not say here what it holds. Share it here first, or ask where it is.',
  })
}
