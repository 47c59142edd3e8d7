import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../../src/llm/answer.ts'
import { openGate, type FakeLimits } from './fake-llm-limits.ts'
import { eventText, modelInfo, streamOf, type Json, type Vendor } from './fake-llm-shapes.ts'
import { openCache, tokensOf, type Realism, type Reckoned } from './fake-llm-usage.ts'

export interface ReceivedRequest {
  path: string
  /** In ms since 1970. */
  receivedAt: number
  /** What its prompt is counted as against the limits. */
  inputTokens?: number
  /** In ms since 1970; only where it was answered whole. */
  answeredAt?: number
  /** Its caller was gone with the answer or a moment later. */
  isCallerGone?: true
  body: Record<string, unknown>
}

/** What the fake does with a request. */
export interface Script {
  answer?: Answer | string
  /** From the beginning of the answer to its words. */
  delayMs?: number
  /** Goes on only then. */
  after?: Promise<unknown>
  /** Until the answer begins. */
  firstTokenMs?: number
  /** An HTTP error in the vendor's form, after the delay. */
  status?: number
  errorType?: string
  /** What the error says besides; vendors have been seen to repeat keys and files. */
  errorText?: string
  retryAfterSeconds?: number
  finish?: 'complete' | 'truncated' | 'refused'
  /** An error of this type inside the stream, once the answer has begun, or after half of it. */
  errorInStream?: string
  /** The connection is cut: before anything is said, once the answer has begun, or after half of it. */
  cut?: true | 'at once' | 'in the middle'
  cacheRead?: number
}

export interface FakeLlm {
  url: string
  /** What makes a program ask it. */
  env: { ANTHROPIC_API_KEY: string; ANTHROPIC_BASE_URL: string }
  requests: ReceivedRequest[]
  /** Questions about models and counts of tokens. */
  otherRequests: ReceivedRequest[]
  /** How many were refused for coming too often. */
  refused(): number
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

export interface FakeOptions {
  /** Counts, caches and takes its time as the vendors do; without it, every answer has the same usage, at once. */
  realism?: Realism
  limits?: FakeLimits
}

/** A server that speaks as both vendors do, scripted by the test; it keeps what it was asked. */
export async function startFakeLlm(options: FakeOptions = {}): Promise<FakeLlm> {
  const cache = options.realism ? openCache(options.realism) : null
  const gate = options.limits ? openGate(options.limits) : null
  const otherRequests: ReceivedRequest[] = []
  let refused = 0
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
    const body = Buffer.concat(chunks).toString('utf8')
    const received: ReceivedRequest = {
      path: request.url ?? '',
      receivedAt: Date.now(),
      body: body === '' ? {} : (JSON.parse(body) as Json),
    }
    const vendor = vendorOf(request)
    const other = otherAnswer(vendor, received)
    if (other) {
      otherRequests.push(received)
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(other))
    }
    requests.push(received)
    open++
    response.on('close', () => open--)
    const act = script(received)
    const reckoned = cache?.reckon(vendor, received.body) ?? fixed(act)
    received.inputTokens = reckoned.usage.input + reckoned.usage.cacheWrite
    const refusal = gate?.admit(vendor, { usage: reckoned.usage, body: received.body })
    if (refusal) refused++
    const talk = { vendor, received, response, reckoned, headers: () => gate?.headers(vendor) ?? {} }
    const isWhole = refusal ? sendError(talk, tooMany(refusal)) : await respond(talk, act)
    gate?.noteOutput(vendor, refusal ? 0 : reckoned.usage.output)
    if (isWhole) {
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
    otherRequests,
    refused: () => refused,
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

interface Talk {
  vendor: Vendor
  received: ReceivedRequest
  response: ServerResponse
  reckoned: Reckoned
  headers: () => Record<string, string>
}

// True where the answer was sent whole to somebody who still listens.
async function respond(talk: Talk, act: Script): Promise<boolean> {
  const { vendor, received, response, reckoned } = talk
  if (act.cut === 'at once') return cut(response)
  if (act.status) {
    await hold(act)
    return sendError(talk, act)
  }
  const text = typeof act.answer === 'string' ? act.answer : JSON.stringify(act.answer ?? emptyAnswer)
  const model = String(received.body['model'])
  const { begin, words, end } = streamOf(vendor, {
    text,
    model,
    finish: act.finish ?? 'complete',
    usage: reckoned.usage,
  })
  const firstTokenMs = act.firstTokenMs ?? reckoned.firstTokenMs
  if (firstTokenMs > 0) await wait(firstTokenMs)
  if (response.destroyed) return false
  reckoned.begin()
  const id = { [vendor === 'anthropic' ? 'request-id' : 'x-request-id']: 'req_fake' }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...id, ...talk.headers() })
  await send(talk, begin)
  if (act.cut === true) return cut(response)
  await hold(act)
  if (reckoned.outputMs > 0) await wait(reckoned.outputMs)
  if (response.destroyed) return false
  const isBroken = act.cut !== undefined || act.errorInStream !== undefined
  await send(talk, isBroken ? words.slice(0, 1) : [...words, ...end])
  if (act.cut) return cut(response)
  if (act.errorInStream) await send(talk, [errorEvent(vendor, act.errorInStream)])
  else if (vendor === 'local') response.write('data: [DONE]\n\n')
  response.end()
  return !isBroken
}

async function hold(act: Script): Promise<void> {
  if (act.delayMs) await wait(act.delayMs)
  await act.after
}

async function send({ vendor, response }: Talk, events: Json[]): Promise<void> {
  for (const [index, event] of events.entries()) {
    const numbered = vendor === 'openai' ? { ...event, sequence_number: index } : event
    response.write(eventText(vendor, numbered))
  }
  // On its way before anything else happens.
  await new Promise((resolve) => setImmediate(resolve))
}

function cut(response: ServerResponse): false {
  response.socket?.destroySoon()
  return false
}

function sendError({ vendor, response, headers }: Talk, act: Script): false {
  if (response.destroyed) return false
  const type = act.errorType ?? 'error'
  const message = `scripted ${act.status} ${act.errorText ?? ''}`.trim()
  const error = vendor === 'anthropic' ? { type, message } : { type, code: type, message }
  response.writeHead(act.status ?? 500, {
    'content-type': 'application/json',
    [vendor === 'anthropic' ? 'request-id' : 'x-request-id']: 'req_error',
    ...headers(),
    ...(act.retryAfterSeconds === undefined ? {} : { 'retry-after': String(act.retryAfterSeconds) }),
  })
  response.end(JSON.stringify(vendor === 'anthropic' ? { type: 'error', error } : { error }))
  return false
}

function errorEvent(vendor: Vendor, type: string): Json {
  if (vendor === 'anthropic') return { type: 'error', error: { type, message: 'scripted' } }
  if (vendor === 'openai') return { type: 'error', code: type, message: 'scripted', param: null }
  return { error: { type, code: type, message: 'scripted' } }
}

function tooMany({ retryAfterSeconds }: { retryAfterSeconds: number }): Script {
  return { status: 429, errorType: 'rate_limit_error', retryAfterSeconds }
}

function vendorOf({ url, headers }: IncomingMessage): Vendor {
  if (headers['anthropic-version'] !== undefined) return 'anthropic'
  return url?.endsWith('/chat/completions') ? 'local' : 'openai'
}

// Only for scripted tests: what was asked does not matter.
function fixed(act: Script): Reckoned {
  const usage = { input: 100, output: 20, cacheRead: act.cacheRead ?? 0, cacheWrite: 50 }
  return { usage, firstTokenMs: 0, outputMs: 0, begin: () => undefined }
}

function otherAnswer(vendor: Vendor, { path, body }: ReceivedRequest): Json | null {
  const model = /\/models\/([^/?]+)/.exec(path)?.[1]
  if (model) return modelInfo(vendor, decodeURIComponent(model))
  if (/\/(?:count_tokens|input_tokens)$/.test(path)) {
    const tokens = tokensOf(
      JSON.stringify([body['system'] ?? body['instructions'], body['messages'] ?? body['input']]),
    )
    return vendor === 'anthropic'
      ? { input_tokens: tokens }
      : { object: 'response.input_tokens', input_tokens: tokens }
  }
  return null
}
