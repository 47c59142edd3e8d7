import type { App, Receiver, ReceiverEvent } from '@slack/bolt'
import { expect, test } from 'vitest'
import { finishBeforeStop } from '../../src/slack/finish-before-stop.ts'

/** A receiver and an app whose listener ends when the test says. */
function scene(patienceMs?: number) {
  const steps: string[] = []
  const hear: { event?: (event: ReceiverEvent) => Promise<void> } = {}
  const during: { stop?: () => void } = {}
  const inner: Receiver = {
    init: (app) => (hear.event = (event) => app.processEvent(event)),
    start: async () => undefined,
    async stop() {
      steps.push('closed')
      during.stop?.()
    },
  }
  const receiver = finishBeforeStop(inner, patienceMs)
  const listeners: PromiseWithResolvers<void>[] = []
  const processEvent = async () => {
    const listener = Promise.withResolvers<void>()
    listeners.push(listener)
    await listener.promise
    steps.push('written')
  }
  receiver.init({ processEvent } as unknown as App)
  const arrive = () => void hear.event?.({} as ReceiverEvent)
  return { receiver, steps, listeners, arrive, during }
}

test('what was heard before a stop is written before the connection closes', async () => {
  const { receiver, steps, listeners, arrive } = scene()
  arrive()
  const stopping = receiver.stop()
  listeners[0]?.resolve()
  await stopping
  expect(steps).toEqual(['written', 'closed'])
})

test('what comes in the moment of closing is written before the stop ends', async () => {
  const { receiver, steps, listeners, arrive, during } = scene()
  during.stop = () => {
    arrive()
    queueMicrotask(() => listeners[0]?.resolve())
  }
  await receiver.stop()
  expect(steps).toEqual(['closed', 'written'])
})

test('a listener that never ends does not hold the stop', async () => {
  const stuck = scene(20)
  stuck.arrive()
  await stuck.receiver.stop()
  expect(stuck.steps).toEqual(['closed'])
})
