import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request that is answered with a status instead of Slack's `ok: false`. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new HttpError(413, 'too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The arguments of a Web API call: a form whose values may be JSON, or JSON. */
export function parseArguments(contentType: string, body: Buffer): Record<string, unknown> {
  if (contentType.includes('application/json'))
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>
  const form = new URLSearchParams(body.toString('utf8'))
  return Object.fromEntries([...form].map(([name, value]) => [name, parseValue(value)]))
}

// The SDK writes objects, numbers and booleans of a form as JSON; a text that happens to be a number stays a text.
function parseValue(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true'
  if (!/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

export function sendJson(
  response: ServerResponse,
  answer: { status?: number; value: unknown; headers?: Record<string, string> },
): void {
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  })
  response.end(JSON.stringify(answer.value))
}

/** Only this machine's own names: a foreign page that resolves its name to 127.0.0.1 gets nothing. */
export function isLocalHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '')
  return ['localhost', '127.0.0.1', '[::1]'].includes(name)
}
