import type { Db } from '../db/connect.ts'
import { noteFileAddress } from './note-file-address.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { attachDocument } from '../tasks/attach-document.ts'
import { setState } from '../tasks/task-state.ts'
import { downloadFile, type DownloadOptions } from './download-file.ts'
import { callSlack } from './pace.ts'
import { toAppError } from './slack-errors.ts'

/** First step of a task from Slack: its file's bytes come into our database. */
export async function fetchDocument(
  deps: { db: Db; enqueue: Enqueue; download: DownloadOptions },
  { taskId }: JobPayload<'fetch-document'>,
  signal: AbortSignal,
): Promise<void> {
  const task = await setState(deps, taskId, { from: ['queued', 'reading'], to: 'reading' })
  if (!task || task.document_id || !task.source_file_id) return
  try {
    const fileId = task.source_file_id
    const slack = { db: deps.db, client: deps.download.client }
    const bytes = await callSlack(slack, { method: 'files.info' }, async () => {
      await noteFileAddress(deps, { taskId, fileId })
      return downloadFile(deps.download, fileId, signal)
    })
    await attachDocument(deps, task, bytes)
  } catch (error) {
    throw toAppError(error)
  }
}
