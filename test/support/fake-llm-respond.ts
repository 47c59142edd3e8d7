import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { errorBody, errorEvent } from './fake-llm-errors.ts'
import type { Gatekeeper } from './fake-llm-limits.ts'
import type { Script } from './fake-llm-script.ts'
import { eventText, streamOf, wholeOf, type Json, type Reply, type Vendor } from './fake-llm-shapes.ts'
import { mostTokens, type Reckoned } from './fake-llm-usage.ts'

/** One request and all that is known of it. */
export interface Talk {
  vendor: Vendor
  request: IncomingMessage
  body: Json
  response: ServerResponse
  reckoned: Reckoned
  gate: Gatekeeper
  /** Of the events sent, as OpenAI numbers them. */
  sequence: number
}

/** Answers as scripted; true where the answer was sent whole to somebody who still listens. */
export async function respond(talk: Talk, act: Script): Promise<boolean> {
  const { response, reckoned } = talk
  if (act.cut === 'at once') return cut(response)
  if (act.hangs) return gone(response)
  if (act.status) {
    await hold(talk, act)
    return sendError(talk, { ...act, status: act.status })
  }
  await pause(talk, act.firstTokenMs ?? reckoned.firstTokenMs)
  if (response.destroyed) return false
  reckoned.begin()
  return talk.body['stream'] === true ? sendStream(talk, act) : sendWhole(talk, act)
}

async function sendStream(talk: Talk, act: Script): Promise<boolean> {
  const { vendor, response, reckoned, gate } = talk
  const { begin, words, end, failed } = streamOf(vendor, replyOf(talk))
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headersOf(talk, 'req_fake') })
  await send(talk, begin)
  if (act.cut === true) return cut(response)
  await hold(talk, act)
  const isBroken = act.cut !== undefined || act.errorInStream !== undefined
  const shown = act.isBeforeWords ? [] : isBroken ? words.slice(0, Math.ceil(words.length / 2)) : words
  for (const word of shown) {
    await pause(talk, reckoned.outputMs / words.length)
    if (response.destroyed) return false
    gate.noteOutput(reckoned.usage.output / words.length)
    await send(talk, [word])
  }
  if (response.destroyed) return false
  if (act.cut) return cut(response)
  if (act.errorInStream) {
    const event = act.isFailedResponse && failed ? failed : (type: string) => errorEvent(vendor, type)
    await send(talk, [event(act.errorInStream)])
  } else await send(talk, end)
  if (vendor === 'local' && !isBroken) response.write('data: [DONE]\n\n')
  response.end()
  return !isBroken
}

async function sendWhole(talk: Talk, act: Script): Promise<boolean> {
  const { vendor, response, reckoned, gate } = talk
  await hold(talk, act)
  await pause(talk, reckoned.outputMs)
  if (response.destroyed) return false
  if (act.errorInStream) return sendError(talk, { ...act, status: 500, errorType: act.errorInStream })
  gate.noteOutput(reckoned.usage.output)
  const text = JSON.stringify(wholeOf(vendor, replyOf(talk)))
  response.writeHead(200, { 'content-type': 'application/json', ...headersOf(talk, 'req_fake') })
  if (act.cut) {
    response.write(text.slice(0, text.length / 2))
    return cut(response)
  }
  response.end(text)
  return true
}

/** An HTTP error in the vendor's form. */
export function sendError(talk: Talk, act: Script & { status: number; retryAfterMs?: number }): false {
  const { vendor, response } = talk
  if (response.destroyed) return false
  const message = [`scripted ${act.status}`, act.errorText, act.echoesRequest ? echo(talk) : undefined]
  const retryAfterMs = act.retryAfterMs ?? (act.retryAfterSeconds ?? NaN) * 1000
  const retry = {
    'retry-after': String(Math.ceil(retryAfterMs / 1000)),
    ...(vendor === 'openai' ? { 'retry-after-ms': String(Math.ceil(retryAfterMs)) } : {}),
  }
  response.writeHead(act.status, {
    'content-type': 'application/json',
    ...headersOf(talk, 'req_error'),
    ...(Number.isNaN(retryAfterMs) ? {} : retry),
  })
  const { status, errorType: type } = act
  const text = message.filter((part) => part !== undefined).join(' ')
  response.end(JSON.stringify(errorBody(vendor, { status, type, message: text })))
  return false
}

function replyOf({ body, reckoned }: Talk): Reply {
  const { text, finish, usage, outputMs } = reckoned
  const pieces = mostTokens(body) === 0 ? [] : piecesOf(text, piecesIn(outputMs))
  return { pieces, model: String(body['model']), finish, usage, request: body }
}

// Often enough that it comes little by little, and not so often that the fake is what a benchmark measures.
function piecesIn(outputMs: number): number {
  return Math.min(20, Math.max(2, Math.round(outputMs / 100)))
}

function piecesOf(text: string, count: number): string[] {
  const length = Math.max(1, Math.ceil(text.length / count))
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  )
}

async function send(talk: Talk, events: Json[]): Promise<void> {
  const { vendor, response } = talk
  for (const event of events)
    response.write(
      eventText(vendor, vendor === 'openai' ? { ...event, sequence_number: talk.sequence++ } : event),
    )
  // On its way before anything else happens.
  await new Promise((resolve) => setImmediate(resolve))
}

function headersOf({ vendor, gate }: Talk, id: string): Record<string, string> {
  return { [vendor === 'anthropic' ? 'request-id' : 'x-request-id']: id, ...gate.headers() }
}

async function hold(talk: Talk, act: Script): Promise<void> {
  await pause(talk, act.delayMs ?? 0)
  await act.after
}

// Ends early where nobody waits for the answer any more.
async function pause({ response }: Talk, ms: number): Promise<void> {
  if (ms <= 0 || response.destroyed) return
  const stop = new AbortController()
  const onClose = () => stop.abort()
  response.once('close', onClose)
  await wait(ms, undefined, { signal: stop.signal }).catch(() => undefined)
  response.off('close', onClose)
}

async function gone(response: ServerResponse): Promise<false> {
  if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve))
  return false
}

function cut(response: ServerResponse): false {
  response.socket?.destroySoon()
  return false
}

// As the worst of proxies does it: the key, and a file as it was sent.
function echo({ request, body }: Talk): string {
  const key = request.headers.authorization ?? request.headers['x-api-key']
  const blob = Buffer.from(JSON.stringify(body).slice(0, 3000)).toString('base64')
  return `Authorization: ${String(key)}; data:application/pdf;base64,${blob}`
}
