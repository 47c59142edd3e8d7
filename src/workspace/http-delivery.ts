import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Acknowledgement, Delivery, Envelope } from './delivery.ts'
import { ackTimeoutMs } from './limits.ts'

const probeEveryMs = 250
// docs, Events API: at once, after a minute, after five.
const retryDelaysMs = [0, 60_000, 300_000]

interface Options {
  url: string
  signingSecret: () => string
  onChange: (connected: boolean) => void
}

/**
 * Slack's way over HTTP: signed requests to the app's address, acknowledged by status 200. An address counts as
 * connected once it answered the challenge; while it cannot be reached it is asked again.
 */
export function createHttpDelivery(options: Options): Delivery {
  const state = { connected: false, isClosed: false }
  const setConnected = (connected: boolean) => {
    if (state.connected === connected || state.isClosed) return
    state.connected = connected
    options.onChange(connected)
  }
  const probe = async () => {
    while (!state.isClosed && !(await answersChallenge(options)))
      await wait(probeEveryMs, undefined, { ref: false })
    setConnected(true)
  }
  void probe()
  return {
    retryDelaysMs,
    get connected() {
      return state.connected
    },
    async send(envelope) {
      const answer = await post(options, encode(envelope), retryHeaders(envelope))
      if (answer.reason === 'connection_failed' && state.connected) {
        setConnected(false)
        void probe()
      }
      return answer
    },
    close() {
      state.isClosed = true
      state.connected = false
    },
  }
}

async function answersChallenge(options: Options): Promise<boolean> {
  const challenge = randomUUID()
  const body = JSON.stringify({ token: 'local', challenge, type: 'url_verification' })
  const { acknowledged, payload } = await post(options, { body, contentType: 'application/json' })
  const given =
    typeof payload === 'object' && payload !== null && 'challenge' in payload ? payload.challenge : payload
  return acknowledged && given === challenge
}

async function post(
  options: Options,
  { body, contentType }: Encoded,
  headers: Record<string, string> = {},
): Promise<Acknowledgement> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', options.signingSecret())
    .update(`v0:${timestamp}:${body}`)
    .digest('hex')
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...headers,
      },
      body,
      signal: AbortSignal.timeout(ackTimeoutMs),
    })
    const payload = parse(await response.text())
    return response.ok ? { acknowledged: true, payload } : { acknowledged: false, reason: 'http_error' }
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { acknowledged: false, reason: isLate ? 'http_timeout' : 'connection_failed' }
  }
}

interface Encoded {
  body: string
  contentType: string
}

function encode(envelope: Envelope): Encoded {
  if (envelope.type === 'events_api')
    return { body: JSON.stringify(envelope.payload), contentType: 'application/json' }
  const form =
    envelope.type === 'interactive'
      ? new URLSearchParams({ payload: JSON.stringify(envelope.payload) })
      : new URLSearchParams(
          Object.entries(envelope.payload).map(([name, value]): [string, string] => [name, String(value)]),
        )
  return { body: form.toString(), contentType: 'application/x-www-form-urlencoded' }
}

function retryHeaders(envelope: Envelope): Record<string, string> {
  if (!envelope.retry_attempt) return {}
  return {
    'x-slack-retry-num': String(envelope.retry_attempt),
    'x-slack-retry-reason': envelope.retry_reason ?? 'http_timeout',
  }
}

// An empty body acknowledges and says nothing; what is not JSON is a text to show.
function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
