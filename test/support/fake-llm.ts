import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { noLimits, openGates, type FakeLimits } from './fake-llm-limits.ts'
import { otherAnswer, type FakeWindow } from './fake-llm-models.ts'
import { reasonToRefuse } from './fake-llm-refusals.ts'
import { respond, sendError, type Talk } from './fake-llm-respond.ts'
import { emptyAnswer, type Script } from './fake-llm-script.ts'
import type { Json, Vendor } from './fake-llm-shapes.ts'
import { openSimulator, type FakeUsage, type Realism, type Reckoned, type Wanted } from './fake-llm-usage.ts'

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

/** What all requests together came to. */
export interface FakeTotals extends FakeUsage {
  /** By HTTP status; 0 where the connection ended before there was one. */
  byStatus: Record<number, number>
  /** Refused for coming too often, by what there was too much of. */
  refused: { requests: number; input: number; output: number }
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
  totals: FakeTotals
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

export interface FakeOptions {
  /** Counts, caches and takes its time as the vendors do; without it, every answer has the same usage, at once. */
  realism?: Realism
  limits?: FakeLimits
  /** How many tokens its models read at once, and how many they say they do; else a million. */
  window?: FakeWindow
}

/** A server that speaks as both vendors do, scripted by the test; it keeps what it was asked. */
export async function startFakeLlm(options: FakeOptions = {}): Promise<FakeLlm> {
  const simulator = options.realism ? openSimulator(options.realism) : null
  const gateOf = options.limits ? openGates(options.limits) : () => noLimits
  const requests: ReceivedRequest[] = []
  const otherRequests: ReceivedRequest[] = []
  const answered: ReceivedRequest[] = []
  const totals = newTotals()
  let script: (request: ReceivedRequest) => Script = () => ({})
  let open = 0
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await read(request)
    const vendor = vendorOf(request)
    if (!isForModel(request)) {
      otherRequests.push(received)
      return sendOther(response, otherAnswer(vendor, received, options.window))
    }
    requests.push(received)
    open++
    response.on('close', () => {
      open--
      count(totals.byStatus, response.headersSent ? response.statusCode : 0)
    })
    const { body } = received
    const act = script(received)
    const wanted = wantedOf(act)
    const reckoned = simulator?.reckon(vendor, body, wanted) ?? fixed(act, wanted)
    received.inputTokens = reckoned.usage.input + reckoned.usage.cacheWrite
    const gate = gateOf(vendor, String(body['model']))
    const talk: Talk = { vendor, request, body, response, reckoned, gate, sequence: 0 }
    const reason = reasonToRefuse(vendor, body, options.window)
    if (reason) return void sendError(talk, { status: 400, errorText: reason })
    const refusal = gate.admit({ usage: reckoned.usage, body })
    if (refusal) {
      totals.refused[refusal.kind]++
      return void sendError(talk, { status: 429, retryAfterMs: refusal.retryAfterMs })
    }
    if (!(await respond(talk, act))) return
    add(totals, reckoned.usage)
    received.answeredAt = Date.now()
    answered.push(received)
    noteCaller(received, request.socket)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return {
    url,
    env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: url },
    requests,
    otherRequests,
    refused: () => totals.refused.requests + totals.refused.input + totals.refused.output,
    totals,
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

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  return {
    path: request.url ?? '',
    receivedAt: Date.now(),
    body: body === '' ? {} : (JSON.parse(body) as Json),
  }
}

function vendorOf({ url, headers }: IncomingMessage): Vendor {
  if (headers['anthropic-version'] !== undefined) return 'anthropic'
  return url?.endsWith('/chat/completions') ? 'local' : 'openai'
}

function isForModel({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && /\/(?:messages|responses|chat\/completions)(?:\?|$)/.test(url)
}

function sendOther(response: ServerResponse, answer: Json | null): void {
  response.writeHead(answer ? 200 : 404, {
    'content-type': 'application/json',
    'request-id': 'req_other',
    'x-request-id': 'req_other',
  })
  response.end(JSON.stringify(answer ?? { error: { type: 'not_found_error', message: 'no such path' } }))
}

function wantedOf({ answer, finish = 'complete' }: Script): Wanted {
  return {
    text: answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer),
    finish,
  }
}

// Only for scripted tests: what was asked does not matter.
function fixed(act: Script, { text = JSON.stringify(emptyAnswer), finish }: Wanted): Reckoned {
  const usage = { input: 100, output: 20, cacheRead: act.cacheRead ?? 0, cacheWrite: 50 }
  return { text, finish, usage, firstTokenMs: 0, outputMs: 0, begin: () => undefined }
}

function newTotals(): FakeTotals {
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  return { ...usage, byStatus: {}, refused: { requests: 0, input: 0, output: 0 } }
}

function add(totals: FakeTotals, usage: FakeUsage): void {
  for (const kind of ['input', 'output', 'cacheRead', 'cacheWrite'] as const) totals[kind] += usage[kind]
}

function count(of: Record<number, number>, status: number): void {
  of[status] = (of[status] ?? 0) + 1
}
