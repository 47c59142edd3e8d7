import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request that is answered with a status instead of Slack's `ok: false`. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new HttpError(413, 'too large')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new HttpError(413, 'too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

// The SDK writes these as JSON into a form; any other argument that looks like JSON is a text.
const structured = ['attachments', 'blocks', 'files', 'metadata', 'view']

/** The arguments of a Web API call: JSON, or a form of either kind. */
export async function parseArguments(contentType: string, body: Buffer): Promise<Record<string, unknown>> {
  if (contentType.includes('application/json')) {
    const parsed: unknown = JSON.parse(body.toString('utf8') || '{}')
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  }
  const form = contentType.includes('multipart/form-data')
    ? await readForm(contentType, body)
    : new URLSearchParams(body.toString('utf8'))
  return Object.fromEntries(
    [...form].map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'string' && structured.includes(name) ? parseValue(value) : value,
    ]),
  )
}

/** A multipart form; one that cannot be read counts as a wrong request. */
export async function readForm(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch (error) {
    throw new HttpError(400, 'unreadable form', { cause: error })
  }
}

function parseValue(value: string): unknown {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** A JSON body; anything else is a wrong request. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const body = await readBody(request, maxBytes)
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch (error) {
    throw new HttpError(400, 'not JSON', { cause: error })
  }
}

export function sendJson(
  response: ServerResponse,
  answer: { status?: number; value: unknown; headers?: Record<string, string> },
): void {
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json; charset=utf-8',
    ...answer.headers,
  })
  response.end(JSON.stringify(answer.value))
}

/** Only this machine's own names: a foreign page that resolves its name to 127.0.0.1 gets nothing. */
export function isLocalHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '')
  return ['localhost', '127.0.0.1', '[::1]'].includes(name)
}
