import type { ReportedLimit, ReportedLimits } from './model.ts'

/** What may be asked within a minute and what is left of it; refilled evenly, as the providers do. */
export interface Bucket {
  perMinute: number
  left: number
}

export type BucketName = 'requests' | 'input' | 'output'
export const bucketNames = ['requests', 'input', 'output'] as const satisfies BucketName[]

/** The limits of a group of models as all processes share them. Times are milliseconds since 1970. */
export interface RateState extends Record<BucketName, Bucket | null> {
  /** Whether the provider has said what its limits are; one that has none is known too. */
  isKnown: boolean
  refilledAt: number
  pausedUntil: number
  /** Pauses since the last good answer. */
  pauses: number
  aloneUntil: number
  waitingPriority: number
  waitingUntil: number
}

/** What a call takes: one request, and so many tokens. */
export interface Want {
  /** Higher goes first. */
  priority: number
  input: number
  output: number
}

/** What a call took of the buckets; null of one that is not known yet: what the provider says is left is after it. */
export interface Taken {
  input: number | null
  output: number | null
}

/** What a call that was let through took. */
export function takenOf(state: RateState, want: Want): Taken {
  return { input: state.input && want.input, output: state.output && want.output }
}

/** A call that goes alone is waited for so long; then another may go. */
const aloneMs = 15_000
/** How often one looks again where nobody can say when it is time. */
const lookAgainMs = 250
const minuteMs = 60_000

/** Takes what a call needs, or says in how many milliseconds to ask again; 0 is taken. Changes the state. */
export function take(state: RateState, want: Want, now: number): number {
  refill(state, now)
  if (state.pausedUntil > now) return state.pausedUntil - now
  if (state.waitingUntil > now && state.waitingPriority > want.priority) return state.waitingUntil - now
  const waitMs = Math.max(...bucketNames.map((name) => waitFor(state[name], amountOf(want, name))))
  if (waitMs > 0) {
    // Believed a little longer than the wait, so that no lower one slips in before it asks again.
    if (state.waitingUntil <= now || want.priority >= state.waitingPriority) {
      state.waitingPriority = want.priority
      state.waitingUntil = now + Math.min(waitMs, 1000) + lookAgainMs
    }
    return waitMs
  }
  // Nobody knows the limits yet, or they were overrun: one call goes ahead and finds out.
  if (!state.isKnown || state.pauses > 0) {
    if (state.aloneUntil > now) return lookAgainMs
    state.aloneUntil = now + aloneMs
  }
  if (state.waitingPriority <= want.priority) state.waitingUntil = 0
  for (const name of bucketNames) {
    const bucket = state[name]
    if (bucket) bucket.left -= amountOf(want, name)
  }
  return 0
}

/** Learns from a response's headers. What others have taken counts; what they have given back comes with time. */
export function observe(state: RateState, limits: ReportedLimits, now: number): void {
  refill(state, now)
  for (const name of bucketNames) {
    const reported = limits[name]
    if (!reported) continue
    state[name] = learnt(state[name], reported)
    state.isKnown = true
  }
}

/** A good answer has begun: whatever was wrong is over. */
export function noteAnswer(state: RateState): void {
  state.isKnown = true
  state.pauses = 0
  state.aloneUntil = 0
}

/** Corrects what a call took by what it used, in tokens. */
export function settle(
  state: RateState,
  { taken, used }: { taken: Taken; used: { input: number; output: number } },
  now: number,
): void {
  refill(state, now)
  for (const name of ['input', 'output'] as const) {
    const bucket = state[name]
    const took = taken[name]
    if (bucket && took !== null) bucket.left = Math.min(bucket.perMinute, bucket.left + took - used[name])
  }
  state.aloneUntil = 0
}

/** Whether calls need not be counted: the provider named no limits, and nothing is wrong. */
export function hasNoLimits(state: RateState, now: number): boolean {
  const isWell = state.isKnown && state.pauses === 0 && state.pausedUntil <= now
  return isWell && bucketNames.every((name) => state[name] === null)
}

const firstPauseMs = 1000
const longestPauseMs = 30_000

/** Nobody asks for a while: as long as the provider says, else longer with every time. */
export function pause(state: RateState, retryAfterMs: number | null, now: number): void {
  const ownMs = Math.min(longestPauseMs, firstPauseMs * 2 ** state.pauses)
  // Calls that were on their way together fail together: that is one pause.
  if (state.pausedUntil <= now) state.pauses += 1
  state.pausedUntil = Math.max(state.pausedUntil, now + (retryAfterMs ?? ownMs))
  state.aloneUntil = 0
}

function refill(state: RateState, now: number): void {
  const elapsedMs = Math.max(0, now - state.refilledAt)
  for (const name of bucketNames) {
    const bucket = state[name]
    if (bucket)
      bucket.left = Math.min(bucket.perMinute, bucket.left + (elapsedMs / minuteMs) * bucket.perMinute)
  }
  state.refilledAt = Math.max(state.refilledAt, now)
}

// A call that needs more than a minute's worth goes when the bucket is full, and leaves a debt.
function waitFor(bucket: Bucket | null, amount: number): number {
  if (!bucket) return 0
  const missing = Math.min(amount, bucket.perMinute) - bucket.left
  return missing <= 0 ? 0 : Math.ceil((missing / bucket.perMinute) * minuteMs)
}

function amountOf(want: Want, name: BucketName): number {
  return name === 'requests' ? 1 : want[name]
}

// Ours counts calls that the provider has not seen yet, the provider's those of other programs: the lower one is right.
function learnt(bucket: Bucket | null, { perMinute, left }: ReportedLimit): Bucket {
  return {
    perMinute,
    left: bucket && bucket.perMinute === perMinute ? Math.min(bucket.left, left) : left,
  }
}
