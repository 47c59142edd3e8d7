import type { Db } from '../db/connect.ts'
import type { SlackFile } from './files.ts'

interface Deps {
  db: Db
  download: { apiUrl: string | null }
}

/** Keeps where people open a task's file, so that a page can be linked. Slack asks them for their own login there. */
export async function noteFileAddress(
  { db, download }: Deps,
  { taskId, file: { address } }: { taskId: string; file: SlackFile },
): Promise<void> {
  if (address === null || !isLinkable(address, download.apiUrl)) return
  await db.updateTable('task').set({ source_file_url: address }).where('id', '=', taskId).execute()
}

// A link into a file that lies elsewhere would lead people away from Slack.
function isLinkable(address: string, apiUrl: string | null): boolean {
  if (address.includes('#') || address.length > 500) return false
  const { protocol, host } = new URL(address)
  if (apiUrl !== null) return host === new URL(apiUrl).host
  return protocol === 'https:' && (host === 'slack.com' || host.endsWith('.slack.com'))
}
