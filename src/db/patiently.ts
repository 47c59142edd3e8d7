import { setTimeout as wait } from 'node:timers/promises'
import { isAway } from './is-away.ts'

const patienceMs = 30_000
const pauseMs = 500

/** Does database work again while the server is away, for half a minute: what was paid for must not be lost with it. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || Date.now() > deadline) throw error
      await wait(pauseMs)
    }
  }
}
