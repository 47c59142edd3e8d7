import { setTimeout as wait } from 'node:timers/promises'
import type { App, Receiver, ReceiverEvent } from '@slack/bolt'

/** Listeners only write, so one that takes longer is stuck. */
const usualPatienceMs = 5000

/**
 * A receiver that stops only once what it has heard is written and acknowledged: a person's click that comes just before
 * a restart is not lost. What comes later goes to another process, or comes again.
 */
export function finishBeforeStop(receiver: Receiver, patienceMs = usualPatienceMs): Receiver {
  const running = new Set<Promise<void>>()
  const finished = async () => {
    const patience = AbortSignal.timeout(patienceMs)
    while (running.size > 0 && !patience.aborted)
      await Promise.race([Promise.allSettled(running), wait(patienceMs, undefined, { ref: false })])
  }
  return {
    init(app) {
      const processEvent = async (event: ReceiverEvent) => {
        const work = app.processEvent(event)
        running.add(work)
        return work.finally(() => running.delete(work))
      }
      receiver.init({ processEvent } as App)
    },
    start: async (...options) => receiver.start(...options),
    async stop(...options) {
      await finished()
      const stopped: unknown = await receiver.stop(...options)
      // What was heard in that last moment.
      await finished()
      return stopped
    },
  }
}
