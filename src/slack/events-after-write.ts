import type { App, Receiver, ReceiverEvent } from '@slack/bolt'

/**
 * Bolt acknowledges an event before its listeners run; what a kill then leaves unwritten would be lost. With this
 * receiver an event is acknowledged when they have ended: one that could not be kept comes again from Slack.
 */
export function eventsAfterWrite(receiver: Receiver): Receiver {
  return {
    init: (app) => receiver.init({ processEvent: (event: ReceiverEvent) => process(app, event) } as App),
    start: async (...options) => receiver.start(...options),
    stop: async (...options) => receiver.stop(...options),
  }
}

async function process(app: App, event: ReceiverEvent): Promise<void> {
  if (event.body['type'] !== 'event_callback') return app.processEvent(event)
  await app.processEvent({ ...event, ack: async () => undefined })
  await event.ack()
}
