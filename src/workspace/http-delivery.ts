import { createHmac } from 'node:crypto'
import type { Delivery, Envelope } from './delivery.ts'
import { ackTimeoutMs } from './limits.ts'

/** Slack's way over HTTP: signed requests to the app's address, acknowledged by status 200. */
export function createHttpDelivery(options: { url: string; signingSecret: () => string }): Delivery {
  return {
    connected: true,
    async send(envelope) {
      const { body, contentType } = encode(envelope)
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
            ...(envelope.retry_attempt
              ? {
                  'x-slack-retry-num': String(envelope.retry_attempt),
                  'x-slack-retry-reason': 'http_timeout',
                }
              : {}),
          },
          body,
          signal: AbortSignal.timeout(ackTimeoutMs),
        })
        const text = await response.text()
        const payload: unknown =
          response.headers.get('content-type')?.includes('json') && text !== '' ? JSON.parse(text) : null
        return { acknowledged: response.ok, payload }
      } catch {
        return { acknowledged: false }
      }
    },
  }
}

function encode(envelope: Envelope): { body: string; contentType: string } {
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
