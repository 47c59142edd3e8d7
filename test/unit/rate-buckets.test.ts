import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  noteAnswer,
  observe,
  pause,
  settle,
  take,
  takenOf,
  type RateState,
} from '../../src/llm/rate-buckets.ts'

const start = 1_000_000

function unknown(): RateState {
  return {
    isKnown: false,
    requests: null,
    input: null,
    output: null,
    refilledAt: start,
    pausedUntil: 0,
    pauses: 0,
    aloneUntil: 0,
    waitingPriority: 0,
    waitingUntil: 0,
  }
}

function known(input: { perMinute: number; left: number }): RateState {
  return { ...unknown(), isKnown: true, input }
}

const small = { priority: 1, input: 100, output: 0 }

describe('before the limits are known', () => {
  test('one call goes alone, the others when it is answered', () => {
    const state = unknown()
    expect(take(state, small, start)).toBe(0)
    expect(take(state, small, start + 10)).toBeGreaterThan(0)
    observe(state, { requests: { perMinute: 60, left: 59 }, input: null, output: null }, start + 500)
    noteAnswer(state)
    expect(take(state, small, start + 500)).toBe(0)
    expect(take(state, small, start + 500)).toBe(0)
  })

  test('a provider that names no limits has none', () => {
    const state = unknown()
    take(state, small, start)
    observe(state, { requests: null, input: null, output: null }, start)
    noteAnswer(state)
    for (let call = 0; call < 1000; call++) expect(take(state, small, start + 1)).toBe(0)
  })

  test('a call that went alone and was never heard of again does not stop the others for long', () => {
    const state = unknown()
    take(state, small, start)
    expect(take(state, small, start + 20_000)).toBe(0)
  })
})

describe('under known limits', () => {
  test('the wait is as long as the refill of what is missing', () => {
    const state = known({ perMinute: 6000, left: 0 })
    expect(take(state, { ...small, input: 600 }, start)).toBe(6000)
    expect(take(state, { ...small, input: 600 }, start + 6000)).toBe(0)
    expect(state.input?.left).toBeCloseTo(0)
  })

  test('a call that is larger than a whole minute waits for a full bucket, and the next ones pay for it', () => {
    const state = known({ perMinute: 1000, left: 1000 })
    expect(take(state, { ...small, input: 3000 }, start)).toBe(0)
    expect(state.input?.left).toBe(-2000)
    expect(take(state, small, start)).toBe(126_000)
  })

  test('who waits with a higher priority goes before a smaller call of a lower one', () => {
    const state = known({ perMinute: 6000, left: 100 })
    expect(take(state, { priority: 2, input: 600, output: 0 }, start)).toBe(5000)
    expect(take(state, { priority: 1, input: 50, output: 0 }, start)).toBeGreaterThan(0)
    expect(take(state, { priority: 2, input: 600, output: 0 }, start + 5000)).toBe(0)
    expect(take(state, { priority: 1, input: 0, output: 0 }, start + 5000)).toBe(0)
  })

  test('one that waited and never came back is not waited for', () => {
    const state = known({ perMinute: 6000, left: 0 })
    take(state, { priority: 2, input: 6000, output: 0 }, start)
    expect(take(state, { priority: 1, input: 50, output: 0 }, start + 2000)).toBe(0)
  })

  test('what the provider says is left counts where it is less than ours', () => {
    const state = known({ perMinute: 1000, left: 800 })
    observe(state, { requests: null, input: { perMinute: 1000, left: 300 }, output: null }, start)
    expect(state.input?.left).toBe(300)
    observe(state, { requests: null, input: { perMinute: 1000, left: 900 }, output: null }, start)
    expect(state.input?.left).toBe(300)
    observe(state, { requests: null, input: { perMinute: 2000, left: 1500 }, output: null }, start)
    expect(state.input).toEqual({ perMinute: 2000, left: 1500 })
  })
})

test('a call that went before the limits were known gives nothing back: it is in what the provider says is left', () => {
  const state = unknown()
  const want = { priority: 1, input: 500, output: 0 }
  take(state, want, start)
  const taken = takenOf(state, want)
  observe(state, { requests: null, input: { perMinute: 1000, left: 600 }, output: null }, start)
  settle(state, { taken, used: { input: 400, output: 0 } }, start)
  expect(state.input?.left).toBe(600)
})

describe('after a refusal', () => {
  test('everybody waits as long as the provider says, then one call tries', () => {
    const state = known({ perMinute: 1000, left: 1000 })
    pause(state, 7000, start)
    expect(take(state, small, start + 1000)).toBe(6000)
    expect(take(state, small, start + 7000)).toBe(0)
    expect(take(state, small, start + 7000)).toBeGreaterThan(0)
    noteAnswer(state)
    expect(take(state, small, start + 7001)).toBe(0)
  })

  test('without a word from the provider each pause is longer, up to half a minute', () => {
    const state = known({ perMinute: 1000, left: 1000 })
    const waits: number[] = []
    let now = start
    for (let round = 0; round < 8; round++) {
      pause(state, null, now)
      const wait = take(state, small, now)
      waits.push(wait)
      now += wait
      take(state, small, now)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  test('calls that fail together are one pause', () => {
    const state = known({ perMinute: 1000, left: 1000 })
    for (let call = 0; call < 10; call++) pause(state, null, start)
    expect(state.pauses).toBe(1)
  })
})

test('whatever is asked, no minute and no part of it takes more than the bucket and its refill', () => {
  const calls = fc.array(
    fc.record({
      waitMs: fc.nat(5000),
      input: fc.nat(400),
      usedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(calls, fc.integer({ min: 400, max: 5000 }), (asked, perMinute) => {
      const state = known({ perMinute, left: perMinute })
      let now = start
      let total = 0
      for (const { waitMs, input, usedShare } of asked) {
        now += waitMs
        if (take(state, { priority: 1, input, output: 0 }, now) > 0) continue
        const used = Math.floor(input * usedShare)
        const taken = takenOf(state, { priority: 1, input, output: 0 })
        settle(state, { taken, used: { input: used, output: 0 } }, now)
        total += used
        expect(total).toBeLessThanOrEqual(perMinute + ((now - start) / 60_000) * perMinute + 1e-6)
      }
    }),
  )
})
