import type { Db } from '../db/connect.ts'
import type { ReportedLimits } from './model.ts'
import { Unavailable } from './provider-errors.ts'
import { noteAnswer, observe, pause, settle, type RateState, type Taken, type Want } from './rate-buckets.ts'
import { isFree, newDesk, queueUp, serve, type Desk, type News } from './rate-desk.ts'

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

export function createGovernor(db: Db): Governor {
  const desks = new Map<string, Desk>()
  const deskOf = (modelGroup: string) => {
    const desk = desks.get(modelGroup) ?? newDesk()
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
      const desk = deskOf(modelGroup)
      const taken = isFree(desk)
        ? nothingTaken
        : await queueUp(desk, want, { signal, open: () => open(modelGroup) })
      const tell = (news: News) => {
        desk.news.push(news)
        open(modelGroup)
      }
      return {
        onLimits(limits) {
          if (limits.requests ?? limits.input ?? limits.output)
            tell((state, now) => observe(state, limits, now))
        },
        onStart() {
          if (!isFree(desk)) tell(noteAnswer)
        },
        end(outcome) {
          if (!isFree(desk) || isRefusal(outcome.error))
            tell((state, now) => noteEnd(state, { taken, outcome }, now))
        },
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

const nothingTaken: Taken = { input: null, output: null }

function noteEnd(state: RateState, of: { taken: Taken; outcome: Outcome }, now: number): void {
  const { used, error } = of.outcome
  // A call without an answer is not counted.
  settle(state, { taken: of.taken, used: used ?? { input: 0, output: 0 } }, now)
  if (isRefusal(error)) pause(state, error.retryAfterMs, now)
}

function isRefusal(error: unknown): error is Unavailable {
  return error instanceof Unavailable && error.reason !== 'unreachable'
}
