import { setImmediate } from 'node:timers/promises'

/**
 * Lets what may wait a moment begin one by one, each in its own turn of the event loop, so that a burst of it does not
 * hold up the acknowledgements of what comes in meanwhile.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve()
  return () => (last = last.then(async () => setImmediate()))
}
