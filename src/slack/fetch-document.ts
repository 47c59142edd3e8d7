import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { attachDocument } from '../tasks/attach-document.ts'
import { setState } from '../tasks/task-state.ts'
import { downloadFile, type DownloadOptions } from './download-file.ts'
import { readFile } from './files.ts'
import { noteFile } from './known-file.ts'
import { noteFileAddress } from './note-file-address.ts'
import { callSlack } from './pace.ts'
import { refuseFromElsewhere } from './refuse-from-elsewhere.ts'
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
    refuseFromElsewhere(file, {
      channelId: task.origin_channel_id ?? task.channel_id,
      userId: task.requested_by,
    })
    await noteFileAddress(deps, { taskId, file })
    const documentId = await attachDocument(deps, task, await downloadFile(deps.download, file, signal))
    await noteFile(deps.db, { teamId: task.team_id, fileId }, documentId)
  } catch (error) {
    throw toAppError(error)
  }
}
