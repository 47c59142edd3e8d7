import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { AppError } from '../errors.ts'

const Share = z.object({ ts: z.string(), thread_ts: z.string().optional() })
const Shares = z.record(z.string(), z.array(Share))

const FileInfo = z.object({
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  mode: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  shares: z.object({ public: Shares.optional(), private: Shares.optional() }).optional(),
})

export interface SlackFile {
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
  const answer = await client.files.info({ file: fileId })
  const file = FileInfo.parse(answer.file)
  if (file.mode === 'tombstone' || file.mode === 'hidden_by_limit') throw gone(fileId, file.mode)
  return {
    name: file.name ?? 'file',
    mimetype: file.mimetype ?? '',
    sizeBytes: file.size ?? null,
    url: file.url_private_download ?? file.url_private ?? null,
    address: file.url_private ?? null,
    shareIn(channelId, near) {
      const [share] = [
        ...(file.shares?.public?.[channelId] ?? []),
        ...(file.shares?.private?.[channelId] ?? []),
      ].sort((a, b) => Math.abs(Number(a.ts) - Number(near)) - Math.abs(Number(b.ts) - Number(near)))
      return share ? { ts: share.ts, threadTs: share.thread_ts ?? null } : null
    },
  }
}

export interface DownloadOptions {
  client: WebClient
  token: string
  /** Null: Slack's own hosts. Else the only host that gets the token. */
  apiUrl: string | null
  maxBytes: number
}

/** Fetches a file's bytes. The token goes to Slack's hosts only; a login page, a redirect or too much is refused. */
export async function downloadFile(
  options: DownloadOptions,
  fileId: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const file = await readFile(options.client, fileId)
  if (file.sizeBytes !== null && file.sizeBytes > options.maxBytes) throw tooLarge(fileId, options.maxBytes)
  if (!file.url || !isTrusted(file.url, options.apiUrl)) throw failed(`file ${fileId} lies outside Slack`)
  const response = await fetch(file.url, {
    headers: { authorization: `Bearer ${options.token}` },
    redirect: 'manual',
    signal,
  })
  if (response.status >= 500 || response.status === 429)
    throw failed(`download answered ${response.status}`, true)
  const isPage =
    response.headers.get('content-type')?.includes('text/html') && !file.mimetype.includes('html')
  if (response.status !== 200 || isPage) {
    // Without the scope files:read Slack answers with its login page.
    throw failed(
      `download answered ${response.status} ${response.headers.get('content-type') ?? ''}; is files:read granted?`,
    )
  }
  return readBody(response, options.maxBytes, fileId)
}

async function readBody(response: Response, maxBytes: number, fileId: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(fileId, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function isTrusted(address: string, apiUrl: string | null): boolean {
  const url = new URL(address)
  if (apiUrl !== null) return url.host === new URL(apiUrl).host
  return url.protocol === 'https:' && (url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com'))
}

function failed(message: string, retryable = false): AppError {
  return new AppError('file_download_failed', message, {
    userMessage:
      'I could not fetch that file from Slack. Is it still there, and may I see it? Please share it again.',
    retryable,
  })
}

function gone(fileId: string, mode: string): AppError {
  return new AppError('file_download_failed', `file ${fileId} is ${mode}`, {
    userMessage: 'That file was deleted or is hidden by the workspace’s limits, so I cannot read it.',
  })
}

function tooLarge(fileId: string, maxBytes: number): AppError {
  return new AppError('document_too_large', `file ${fileId} is over ${maxBytes} bytes`, {
    userMessage: `That file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB, the most I read. A smaller export or a part of it will do.`,
  })
}
