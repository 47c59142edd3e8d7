import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../db/connect.ts'
import { patiently } from '../db/patiently.ts'
import type { ReportedLimits } from './model.ts'
import { Unavailable } from './provider-errors.ts'
import { giveBack, noteAnswer, observe, pause, take, type RateState, type Want } from './rate-buckets.ts'
import { withRateState } from './rate-limit-row.ts'

/** Keeps all processes together under the providers' limits. */
export interface Governor {
  /** Waits until a call of a group of models fits under its limits. Throws the signal's reason. */
  admit(modelGroup: string, want: Want, signal: AbortSignal): Promise<Admission>
  /** How long nobody asks this group any more, in milliseconds; 0 where it may be asked. */
  pausedMs(modelGroup: string): Promise<number>
}

/** A call that was let through; what is heard of it corrects what is known of the limits. */
export interface Admission {
  onLimits(limits: ReportedLimits): void
  onStart(): void
  /** How the call ended: what it took, null where nothing was answered, and what ended it, if it did not end well. */
  end(outcome: Outcome): void
}

export interface Outcome {
  used: { input: number; output: number } | null
  error: unknown
}

/** Nobody who waits hears of other processes; so each looks at least so often. */
const lookAtLeastMs = 1000

export function createGovernor(db: Db): Governor {
  const desks = new Map<string, Desk>()
  const deskOf = (modelGroup: string) => {
    const desk = desks.get(modelGroup) ?? { waiting: [], news: [], wake: () => undefined, isOpen: false }
    desks.set(modelGroup, desk)
    return desk
  }
  const open = (modelGroup: string) => {
    const desk = deskOf(modelGroup)
    desk.wake()
    if (!desk.isOpen) void serve(db, modelGroup, desk)
  }
  return {
    async admit(modelGroup, want, signal) {
      signal.throwIfAborted()
      await queueUp(deskOf(modelGroup), want, { signal, open: () => open(modelGroup) })
      const tell = (news: News) => {
        deskOf(modelGroup).news.push(news)
        open(modelGroup)
      }
      return {
        onLimits: (limits) => tell((state, now) => observe(state, limits, now)),
        onStart: () => tell(noteAnswer),
        end: (outcome) => tell((state, now) => noteEnd(state, { want, outcome }, now)),
      }
    },
    async pausedMs(modelGroup) {
      const row = await db
        .selectFrom('rate_limit')
        .select('paused_until')
        .where('model_group', '=', modelGroup)
        .executeTakeFirst()
      return Math.max(0, (row?.paused_until?.getTime() ?? 0) - Date.now())
    },
  }
}

type News = (state: RateState, now: number) => void

interface Ticket {
  want: Want
  admit(): void
  refuse(error: unknown): void
}

/** Where this process's calls of one group of models wait, and what it has heard: one transaction for all of it. */
interface Desk {
  /** Higher priorities first, then in the order they came. */
  waiting: Ticket[]
  news: News[]
  wake(): void
  isOpen: boolean
}

async function queueUp(
  desk: Desk,
  want: Want,
  { signal, open }: { signal: AbortSignal; open: () => void },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const ticket: Ticket = { want, admit: resolve, refuse: reject }
  const before = desk.waiting.findIndex((other) => other.want.priority < want.priority)
  desk.waiting.splice(before === -1 ? desk.waiting.length : before, 0, ticket)
  const leave = () => {
    desk.waiting = desk.waiting.filter((other) => other !== ticket)
    reject(signal.reason as Error)
  }
  signal.addEventListener('abort', leave, { once: true })
  open()
  await promise.finally(() => signal.removeEventListener('abort', leave))
}

async function serve(db: Db, modelGroup: string, desk: Desk): Promise<void> {
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
  const { admitted, waitMs } = await withRateState(db, modelGroup, (state, now) => {
    for (const tell of news) tell(state, now)
    for (const [index, { want }] of waiting.entries()) {
      const ms = take(state, want, now)
      if (ms > 0) return { admitted: waiting.slice(0, index), waitMs: ms }
    }
    return { admitted: waiting, waitMs: 0 }
  })
  desk.news.splice(0, news.length)
  for (const ticket of admitted) {
    // One that was given up meanwhile has taken what others need.
    if (!desk.waiting.includes(ticket)) desk.news.push((state, now) => giveBack(state, ticket.want, now))
    ticket.admit()
  }
  desk.waiting = desk.waiting.filter((ticket) => !admitted.includes(ticket))
  return waitMs
}

function noteEnd(state: RateState, of: { want: Want; outcome: Outcome }, now: number): void {
  const { used, error } = of.outcome
  // A call without an answer is not counted.
  const took = used ?? { input: 0, output: 0 }
  giveBack(state, { input: of.want.input - took.input, output: of.want.output - took.output }, now)
  if (error instanceof Unavailable && error.reason !== 'unreachable') pause(state, error.retryAfterMs, now)
}
