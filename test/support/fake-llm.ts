import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../../src/llm/answer.ts'
import { anthropicStream, chatCompletion, openaiResponse } from './fake-llm-shapes.ts'

export interface ReceivedRequest {
  path: string
  /** In ms since 1970; only where it was answered whole. */
  answeredAt?: number
  /** Its caller was gone with the answer or a moment later. */
  isCallerGone?: true
  body: Record<string, unknown>
}

/** What the fake does with a request. */
export interface Script {
  answer?: Answer | string
  delayMs?: number
  /** Answers only then. */
  after?: Promise<unknown>
  /** An HTTP error in the vendor's form. */
  status?: number
  errorType?: string
  finish?: 'complete' | 'truncated' | 'refused'
  /** Anthropic: an error event inside the stream. */
  errorInStream?: string
  /** The connection is cut in the middle of the answer. */
  cut?: true
  cacheRead?: number
}

export interface FakeLlm {
  url: string
  /** What makes a program ask it. */
  env: { ANTHROPIC_API_KEY: string; ANTHROPIC_BASE_URL: string }
  requests: ReceivedRequest[]
  /** Those that were answered whole. */
  answered: ReceivedRequest[]
  /** Answers that were given whole. */
  finished(): number
  /** Requests that are neither answered nor given up by the caller. */
  open(): number
  /** Decides the answer to each request; the last one given counts. */
  reply(script: Script | ((request: ReceivedRequest) => Script)): void
  [Symbol.asyncDispose](): Promise<void>
}

export const emptyAnswer: Answer = { answer: 'Nothing to say.', findings: [], not_found: [] }

/** A server that speaks as both vendors do, scripted by the test; it keeps what it was asked. */
export async function startFakeLlm(): Promise<FakeLlm> {
  const requests: ReceivedRequest[] = []
  let script: (request: ReceivedRequest) => Script = () => ({})
  const answered: ReceivedRequest[] = []
  let open = 0
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const received: ReceivedRequest = {
      path: request.url ?? '',
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
    }
    requests.push(received)
    open++
    response.on('close', () => open--)
    const act = script(received)
    if (act.delayMs) await wait(act.delayMs)
    await act.after
    if (!response.destroyed && respond(received, response, act)) {
      received.answeredAt = Date.now()
      answered.push(received)
      noteCaller(received, request.socket)
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return {
    url,
    env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: url },
    requests,
    answered,
    finished: () => answered.length,
    open: () => open,
    reply: (next) => (script = typeof next === 'function' ? next : () => next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * An answer is not kept when it is sent: it goes over the network and through a transaction. Nobody can prevent that
 * one whose caller is killed in between is asked for again. So long on two cores where processes start all the time.
 */
const commitMs = 250

function noteCaller(received: ReceivedRequest, socket: Socket): void {
  const onClose = () => (received.isCallerGone = true)
  socket.once('close', onClose)
  // After what has come meanwhile: where this process was busy, timers go before the news of a closed connection.
  setTimeout(() => setImmediate(() => socket.off('close', onClose)), commitMs).unref()
}

function respond(request: ReceivedRequest, response: ServerResponse, act: Script): boolean {
  const isAnthropic = request.path.startsWith('/v1/messages')
  if (act.status) {
    const type = act.errorType ?? 'error'
    const error = { type, code: type, message: `scripted ${act.status}` }
    response.writeHead(act.status, { 'content-type': 'application/json', 'request-id': 'req_error' })
    response.end(JSON.stringify(isAnthropic ? { type: 'error', error } : { error }))
    return false
  }
  const text = typeof act.answer === 'string' ? act.answer : JSON.stringify(act.answer ?? emptyAnswer)
  const reply = {
    text,
    model: String(request.body['model']),
    finish: act.finish ?? 'complete',
    cacheRead: act.cacheRead ?? 0,
  }
  if (isAnthropic) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_fake' })
    const events = anthropicStream(reply)
    if (act.errorInStream)
      events.splice(2, events.length, {
        type: 'error',
        error: { type: act.errorInStream, message: 'scripted' },
      })
    const shown = act.cut ? events.slice(0, 3) : events
    for (const event of shown)
      response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
    if (act.cut) response.destroy()
    else response.end()
    return !act.cut && !act.errorInStream
  }
  const body = request.path.endsWith('/chat/completions') ? chatCompletion(reply) : openaiResponse(reply)
  response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_fake' })
  if (act.cut) {
    response.write(JSON.stringify(body).slice(0, 40))
    response.destroy()
    return false
  }
  response.end(JSON.stringify(body))
  return true
}
