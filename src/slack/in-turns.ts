import { setImmediate, setTimeout as wait } from 'node:timers/promises'

const perTurn = 2
// What opens a form is good for three seconds.
const longestMs = 1000

/**
 * Lets what may wait a moment begin a few at a time, in turns of the event loop of their own, so that a burst of it
 * does not hold up the acknowledgements of what comes in meanwhile.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve()
  let count = 0
  return async () => {
    if (count++ % perTurn === 0) last = last.then(async () => setImmediate())
    await Promise.race([last, wait(longestMs, undefined, { ref: false })])
  }
}
