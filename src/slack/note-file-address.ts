import type { Db } from '../db/connect.ts'
import { isTrusted, readFile, type DownloadOptions } from './files.ts'

/** Keeps where people open a task's file, so that a page can be linked. Slack asks them for their own login there. */
export async function noteFileAddress(
  { db, download }: { db: Db; download: DownloadOptions },
  { taskId, fileId }: { taskId: string; fileId: string },
): Promise<void> {
  const { address } = await readFile(download.client, fileId)
  if (!address || !isTrusted(address, download.apiUrl)) return
  await db.updateTable('task').set({ source_file_url: address }).where('id', '=', taskId).execute()
}
