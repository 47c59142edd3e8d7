import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { slackErrorCode } from './slack-errors.ts'

const Share = z.object({ ts: z.string(), thread_ts: z.string().optional() })
const Shares = z.record(z.string(), z.array(Share))

const FileInfo = z.object({
  user: z.string().nullish(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  mode: z.string().nullish(),
  file_access: z.string().nullish(),
  is_external: z.boolean().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  shares: z.object({ public: Shares.optional(), private: Shares.optional() }).optional(),
})

export interface SlackFile {
  id: string
  /** Who uploaded it. */
  owner: string | null
  name: string
  mimetype: string
  sizeBytes: number | null
  url: string | null
  /** Where a person with a login opens it in a browser. */
  address: string | null
  /** The message of a channel that shares it, and the thread that this stands in; the one nearest to a time, if several. */
  shareIn(channelId: string, near: string): { ts: string; threadTs: string | null } | null
}

/** What Slack knows of a file. Throws `file_download_failed` where it is gone or out of reach. */
export async function readFile(client: WebClient, fileId: string): Promise<SlackFile> {
  const answer = await client.files.info({ file: fileId }).catch((error: unknown) => {
    const code = slackErrorCode(error) ?? ''
    throw unseen.has(code) ? outOfReach(fileId, code, error) : error
  })
  const file = FileInfo.parse(answer.file)
  refuseWithoutBytes(fileId, file)
  const sharesIn = (channelId: string) => [
    ...(file.shares?.public?.[channelId] ?? []),
    ...(file.shares?.private?.[channelId] ?? []),
  ]
  return {
    id: fileId,
    owner: file.user ?? null,
    name: file.name ?? 'file',
    mimetype: file.mimetype ?? '',
    sizeBytes: file.size ?? null,
    url: file.url_private_download ?? file.url_private ?? null,
    address: file.url_private ?? null,
    shareIn(channelId, near) {
      const [share] = sharesIn(channelId).sort(
        (a, b) => Math.abs(Number(a.ts) - Number(near)) - Math.abs(Number(b.ts) - Number(near)),
      )
      return share ? { ts: share.ts, threadTs: share.thread_ts ?? null } : null
    },
  }
}

const unseen = new Set(['file_not_found', 'file_deleted', 'access_denied', 'not_visible', 'not_in_channel'])

function refuseWithoutBytes(fileId: string, file: z.infer<typeof FileInfo>): void {
  if (file.mode === 'tombstone' || file.mode === 'hidden_by_limit') throw gone(fileId, file.mode)
  if (file.mode === 'file_access' || file.file_access === 'check_file_info')
    throw unreadable(
      `file ${fileId} belongs to another organisation`,
      'That file belongs to another organisation’s Slack, which does not let me read it. Please upload a copy here.',
    )
  if (file.mode === 'external' || file.is_external)
    throw unreadable(
      `file ${fileId} lies outside Slack`,
      'That is only a link to a file that lies outside Slack. Please download it there and upload it here.',
    )
}

function outOfReach(fileId: string, code: string, cause: unknown): AppError {
  return new AppError('file_download_failed', `file ${fileId}: ${code}`, {
    userMessage:
      'I cannot see that file. Is it still there, and am I in the channel that it was shared in? Please share it again.',
    cause,
  })
}

function gone(fileId: string, mode: string): AppError {
  return unreadable(
    `file ${fileId} is ${mode}`,
    'That file was deleted or is hidden by the workspace’s limits, so I cannot read it.',
  )
}

function unreadable(message: string, userMessage: string): AppError {
  return new AppError('file_download_failed', message, { userMessage })
}
