import type { App, Receiver, ReceiverEvent } from '@slack/bolt'
import { SpanKind } from '@opentelemetry/api'
import { tell } from '../happenings.ts'
import { withIds } from '../ids.ts'
import { traced } from '../traced.ts'

/** With this receiver each request of Slack's is measured until it is acknowledged, and begins a trace. */
export function measured(receiver: Receiver): Receiver {
  return {
    init: (app) => receiver.init({ processEvent: (event: ReceiverEvent) => process(app, event) } as App),
    start: async (...options) => receiver.start(...options),
    stop: async (...options) => receiver.stop(...options),
  }
}

async function process(app: App, event: ReceiverEvent): Promise<void> {
  const what = whatIs(event.body)
  const startedAt = performance.now()
  let isAcknowledged = false
  const say = () =>
    tell('slack-request', { what, seconds: (performance.now() - startedAt) / 1000, isAcknowledged })
  const ack: ReceiverEvent['ack'] = async (...response) => {
    await event.ack(...response)
    if (isAcknowledged) return
    isAcknowledged = true
    say()
  }
  const options = { kind: SpanKind.SERVER, root: true, attributes: { 'paralegal.slack.request': what } }
  try {
    await withIds({ request: what }, () =>
      traced(`slack ${what}`, options, () => app.processEvent({ ...event, ack })),
    )
  } finally {
    if (!isAcknowledged) say()
  }
}

const kinds = [
  'block_actions',
  'block_suggestion',
  'message_action',
  'shortcut',
  'view_closed',
  'view_submission',
]

// What a request is, by the names that Slack gives; a request from elsewhere must not make up names of its own.
function whatIs({ type, event, command }: ReceiverEvent['body']): string {
  if (typeof command === 'string') return 'command'
  if (type === 'event_callback') return eventNames.find((name) => name === event?.type) ?? 'other_event'
  return kinds.find((kind) => kind === type) ?? 'other'
}

const eventNames = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'file_shared',
  'message',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
]
