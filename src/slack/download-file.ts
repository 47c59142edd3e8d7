import { AppError } from '../errors.ts'
import type { SlackFile } from './files.ts'

export interface DownloadOptions {
  token: string
  /** Null: Slack's own hosts. Else the only host that gets the token. */
  apiUrl: string | null
  maxBytes: number
}

/** Fetches a file's bytes. The token goes to Slack's hosts only; a login page, a redirect or too much is refused. */
export async function downloadFile(
  options: DownloadOptions,
  file: SlackFile,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { id: fileId } = file
  if (file.sizeBytes !== null && file.sizeBytes > options.maxBytes) throw tooLarge(fileId, options.maxBytes)
  if (!file.url || !isTrusted(file.url, options.apiUrl)) throw foreign(fileId)
  const response = await fetch(file.url, {
    headers: { authorization: `Bearer ${options.token}` },
    // To wherever it leads, the token would go along.
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted
      ? error
      : unfetched(`download of ${fileId} broke off`, { isPassing: true, cause: error })
  })
  const { status } = response
  if (status !== 200) {
    await response.body?.cancel()
    throw unfetched(`download of ${fileId} answered ${status}`, {
      isPassing: status >= 500 || status === 429,
    })
  }
  const isPage = !file.mimetype.includes('html') && !/\.html?$/i.test(file.name)
  if (isPage && response.headers.get('content-type')?.includes('text/html')) {
    await response.body?.cancel()
    throw loginPage(fileId)
  }
  const bytes = await readBody(response, { maxBytes: options.maxBytes, fileId, signal })
  // A page of just the file's size is the file: somebody named it wrongly, which reading will say.
  if (isPage && bytes.length !== file.sizeBytes && looksLikePage(bytes)) throw loginPage(fileId)
  return bytes
}

async function readBody(
  response: Response,
  { maxBytes, fileId, signal }: { maxBytes: number; fileId: string; signal: AbortSignal },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(fileId, maxBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    if (signal.aborted || error instanceof AppError) throw error
    throw unfetched(`download of ${fileId} broke off`, { isPassing: true, cause: error })
  }
  return Buffer.concat(chunks)
}

function isTrusted(address: string, apiUrl: string | null): boolean {
  const url = new URL(address)
  if (apiUrl !== null) return url.host === new URL(apiUrl).host
  return url.protocol === 'https:' && (url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com'))
}

function looksLikePage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 300)).toString('latin1')
  return /^(?:\u00ef\u00bb\u00bf)?\s*(?:<!--[^]*?-->\s*)?<(?:!doctype html|html)\b/i.test(start)
}

// Without the scope files:read Slack answers with its login page and status 200.
function loginPage(fileId: string): AppError {
  return unfetched(`download of ${fileId} answered with a page: is files:read granted? install the app again`)
}

function unfetched(message: string, options: { isPassing?: boolean; cause?: unknown } = {}): AppError {
  return new AppError('file_download_failed', message, {
    userMessage:
      'I could not fetch that file from Slack. Is it still there, and may I see it? Please share it again. If that does not help, whoever runs Paralegal should install the app again with its scopes.',
    retryable: options.isPassing ?? false,
    cause: options.cause,
  })
}

function foreign(fileId: string): AppError {
  return new AppError('file_download_failed', `file ${fileId} lies on a host that is not Slack's`, {
    userMessage: 'That file does not lie in Slack itself. Please download it there and upload it here.',
  })
}

function tooLarge(fileId: string, maxBytes: number): AppError {
  return new AppError('document_too_large', `file ${fileId} is over ${maxBytes} bytes`, {
    userMessage: `That file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB, the most I read. A smaller export or a part of it will do.`,
  })
}
