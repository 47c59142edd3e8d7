import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costAt, findCost } from '../../src/llm/price.ts'
import { createTestDatabase } from '../support/test-database.ts'

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

  test('is OpenAI’s: over 272,000 tokens twice the input and cache, one and a half times the output', () => {
    const terra = {
      ...price,
      input: '1',
      cache_write: '1.25',
      cache_read: '0.05',
      output: '5',
      over_tokens: 272_000,
      over_input: '2',
      over_output: '7.5',
    }
    const usage = { ...none, input: 2000, cacheRead: 270_000, output: 1000 }
    expect(costAt(terra, usage)).toBeCloseTo((2000 * 1 + 270_000 * 0.05 + 1000 * 5) / 1_000_000)
    const longer = { ...usage, cacheWrite: 1 }
    expect(costAt(terra, longer)).toBeCloseTo((2000 * 2 + 270_000 * 0.1 + 1 * 2.5 + 1000 * 7.5) / 1_000_000)
  })
})

const tokens = fc.record({
  input: fc.nat(300_000),
  output: fc.nat(10_000),
  cacheRead: fc.nat(300_000),
  cacheWrite: fc.nat(300_000),
  reasoning: fc.constant(0),
})

test('a cost is never negative, rises with every token, and a larger part from the cache never makes it dearer', () => {
  const tiered = { ...price, over_tokens: 272_000, over_input: '4', over_output: '15' }
  fc.assert(
    fc.property(tokens, fc.constantFrom('input', 'output', 'cacheRead', 'cacheWrite'), (usage, kind) => {
      const cost = costAt(tiered, usage)
      expect(cost).toBeGreaterThanOrEqual(0)
      expect(costAt(tiered, { ...usage, [kind]: usage[kind as 'input'] + 1 })).toBeGreaterThan(cost)
      const cached = { ...usage, input: 0, cacheRead: usage.cacheRead + usage.input }
      expect(costAt(tiered, cached)).toBeLessThanOrEqual(cost + 1e-9)
    }),
  )
})

test('the price of the day counts, a release date in the name does not, and what nobody knows is not free', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const row = { provider: 'openai', cache_write: 1, cache_read: 1, over_tokens: null, source: 'a test' }
  const none2 = { over_input: null, over_output: null }
  await db
    .insertInto('model_price')
    .values([
      { ...row, ...none2, model: 'm', effective_from: '2026-01-01', input: 1, output: 1 },
      { ...row, ...none2, model: 'm', effective_from: '2026-06-01', input: 2, output: 2 },
      { ...row, ...none2, model: 'm-2026-05-05', effective_from: '2026-01-01', input: 7, output: 7 },
    ])
    .execute()
  const cost = async (model: string, day: string) =>
    (
      await findCost(db, {
        provider: 'openai',
        model,
        usage: { ...none, input: 1_000_000 },
        at: new Date(`${day}T12:00:00Z`),
      })
    )?.usd
  expect(await cost('m', '2025-12-31')).toBeUndefined()
  expect(await cost('m', '2026-05-31')).toBeCloseTo(1)
  expect(await cost('m', '2026-06-01')).toBeCloseTo(2)
  expect(await cost('m-2026-07-07', '2026-06-01')).toBeCloseTo(2)
  expect(await cost('m-20260707', '2026-06-01')).toBeCloseTo(2)
  expect(await cost('m-2026-05-05', '2026-06-01')).toBeCloseTo(7)
  expect(await cost('m-mini', '2026-06-01')).toBeUndefined()
  expect(
    await findCost(db, {
      provider: 'anthropic',
      model: 'claude-haiku-4-5-20251001',
      usage: { ...none, output: 1_000_000 },
      at: new Date('2026-11-23'),
    }),
  ).toMatchObject({ usd: 5 })
})
