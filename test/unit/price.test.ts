import { describe, expect, test } from 'vitest'
import { costAt } from '../../src/llm/price.ts'

const price = {
  provider: 'vendor',
  model: 'model',
  effective_from: '2026-10-01',
  input: '2',
  cache_write: '2.5',
  cache_read: '0.1',
  output: '10',
  over_tokens: null,
  over_input: null,
  over_output: null,
  source: 'a test',
}
const none = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 }

test('each kind of token has its price', () => {
  expect(costAt(price, { ...none, input: 1_000_000 })).toBeCloseTo(2)
  expect(costAt(price, { ...none, cacheWrite: 1_000_000 })).toBeCloseTo(2.5)
  expect(costAt(price, { ...none, cacheRead: 1_000_000 })).toBeCloseTo(0.1)
  expect(costAt(price, { ...none, output: 1_000_000 })).toBeCloseTo(10)
})

test('reasoning is part of the output and not paid twice', () => {
  expect(costAt(price, { ...none, output: 1000, reasoning: 800 })).toBeCloseTo(0.01)
})

describe('a long prompt', () => {
  const tiered = { ...price, over_tokens: 100_000, over_input: '10', over_output: '50' }

  test('is charged the higher rate as a whole, from the first token over the border on', () => {
    expect(costAt(tiered, { ...none, input: 100_000 })).toBeCloseTo(0.2)
    expect(costAt(tiered, { ...none, input: 100_001 })).toBeCloseTo(1.00001)
    expect(costAt(tiered, { ...none, input: 100_001, output: 1000 })).toBeCloseTo(1.00001 + 0.05)
  })

  test('is as long as all of it, what is read from the cache too, and the cache rates rise with the input', () => {
    const usage = { ...none, input: 1, cacheRead: 50_000, cacheWrite: 50_000 }
    expect(costAt(tiered, usage)).toBeCloseTo((10 + 50_000 * 0.5 + 50_000 * 12.5) / 1_000_000)
  })
})
