import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../db/connect.ts'
import { patiently } from '../db/patiently.ts'
import { hasNoLimits, settle, take, takenOf, type RateState, type Taken, type Want } from './rate-buckets.ts'
import { withRateState } from './rate-limit-row.ts'

/** Nobody who waits hears of other processes; so each looks at least so often. */
const lookAtLeastMs = 1000

/** What was heard of a call, as it changes what is known of the limits. */
export type News = (state: RateState, now: number) => void

interface Ticket {
  want: Want
  admit(taken: Taken): void
  refuse(error: unknown): void
}

/** Where this process's calls of one group of models wait, and what it has heard: one transaction for all of it. */
export interface Desk {
  /** Higher priorities first, then in the order they came. */
  waiting: Ticket[]
  news: News[]
  wake(): void
  isOpen: boolean
  /** Till then nobody needs to ask: the provider is known to have no limits, and nothing is wrong. */
  freeUntil: number
}

export function newDesk(): Desk {
  return { waiting: [], news: [], wake: () => undefined, isOpen: false, freeUntil: 0 }
}

/** Whether a call may go without asking. */
export function isFree(desk: Desk): boolean {
  return desk.freeUntil > Date.now() && desk.waiting.length === 0
}

/** Waits until the call is let through; gives what it took. Throws the signal's reason. */
export async function queueUp(
  desk: Desk,
  want: Want,
  { signal, open }: { signal: AbortSignal; open: () => void },
): Promise<Taken> {
  const { promise, resolve, reject } = Promise.withResolvers<Taken>()
  const ticket: Ticket = { want, admit: resolve, refuse: reject }
  const before = desk.waiting.findIndex((other) => other.want.priority < want.priority)
  desk.waiting.splice(before === -1 ? desk.waiting.length : before, 0, ticket)
  const leave = () => {
    desk.waiting = desk.waiting.filter((other) => other !== ticket)
    reject(signal.reason as Error)
  }
  signal.addEventListener('abort', leave, { once: true })
  open()
  return promise.finally(() => signal.removeEventListener('abort', leave))
}

/** Lets calls through, and takes in what was heard, until nobody waits. */
export async function serve(db: Db, modelGroup: string, desk: Desk): Promise<void> {
  desk.isOpen = true
  try {
    while (desk.waiting.length > 0 || desk.news.length > 0) {
      const woken = new Promise<void>((resolve) => (desk.wake = resolve))
      const waitMs = await patiently(() => serveOnce(db, modelGroup, desk))
      const pauseMs = Math.min(waitMs, lookAtLeastMs)
      if (pauseMs > 0) await Promise.race([woken, wait(pauseMs, undefined, { ref: false })])
    }
  } catch (error) {
    // The database is gone for good, or this process ends: the queue tries the calls again.
    for (const ticket of desk.waiting.splice(0)) ticket.refuse(error)
    desk.news = []
  } finally {
    desk.isOpen = false
  }
}

// Milliseconds until the first of those that wait may be let through; 0 where nobody waits or somebody came meanwhile.
async function serveOnce(db: Db, modelGroup: string, desk: Desk): Promise<number> {
  const news = [...desk.news]
  const waiting = [...desk.waiting]
  const { admitted, waitMs, isUnlimited } = await withRateState(db, modelGroup, (state, now) => {
    for (const tell of news) tell(state, now)
    return letThrough(state, waiting, now)
  })
  desk.freeUntil = isUnlimited ? Date.now() + lookAtLeastMs : 0
  desk.news.splice(0, news.length)
  for (const { ticket, taken } of admitted) {
    // One that was given up meanwhile has taken what others need.
    if (!desk.waiting.includes(ticket))
      desk.news.push((state, now) => settle(state, { taken, used: nothing }, now))
    ticket.admit(taken)
  }
  desk.waiting = desk.waiting.filter((each) => !admitted.some(({ ticket }) => ticket === each))
  return waitMs
}

const nothing = { input: 0, output: 0 }

interface LetThrough {
  admitted: { ticket: Ticket; taken: Taken }[]
  waitMs: number
  isUnlimited: boolean
}

// In their order: nobody slips past one who has to wait.
function letThrough(state: RateState, waiting: Ticket[], now: number): LetThrough {
  const admitted: LetThrough['admitted'] = []
  for (const ticket of waiting) {
    const waitMs = take(state, ticket.want, now)
    if (waitMs > 0) return { admitted, waitMs, isUnlimited: false }
    admitted.push({ ticket, taken: takenOf(state, ticket.want) })
  }
  return { admitted, waitMs: 0, isUnlimited: hasNoLimits(state, now) }
}
