import { sql, type Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { ModelPriceTable } from '../db/llm-tables.ts'
import type { Usage } from './model.ts'

export interface PricedCall {
  provider: string
  model: string
  usage: Usage
  at: Date
}

export type Price = Selectable<ModelPriceTable>

/** What a call cost in US dollars by the price that was valid then; null where no price is known, never 0. */
export async function findCost(db: Db, call: PricedCall): Promise<{ usd: number; priceId: number } | null> {
  const price = await findPrice(db, call)
  return price ? { usd: costAt(price, call.usage), priceId: price.id } : null
}

/** A price's cost of so many tokens, in US dollars. A long prompt is charged the higher rate as a whole. */
export function costAt(price: Omit<Price, 'id'>, usage: Usage): number {
  const promptTokens = usage.input + usage.cacheRead + usage.cacheWrite
  const isLong = price.over_tokens !== null && promptTokens > price.over_tokens
  // Published tiers name input and output; the cache rates rise in proportion to the input's.
  const input = Number(isLong ? (price.over_input ?? price.input) : price.input)
  const output = Number(isLong ? (price.over_output ?? price.output) : price.output)
  const tier = Number(price.input) === 0 ? 1 : input / Number(price.input)
  const cache = usage.cacheRead * Number(price.cache_read) + usage.cacheWrite * Number(price.cache_write)
  return (usage.input * input + cache * tier + usage.output * output) / 1_000_000
}

/** A changed price counts after this long at the latest. */
const keptMs = 60_000

const atHand = new WeakMap<Db, Map<string, { price: Price | undefined; until: number }>>()

/** The price of a model on a day; undefined where none is known. */
export async function findPrice(
  db: Db,
  { provider, model, at }: Omit<PricedCall, 'usage'>,
): Promise<Price | undefined> {
  const kept = atHand.get(db) ?? new Map<string, { price: Price | undefined; until: number }>()
  atHand.set(db, kept)
  const day = at.toISOString().slice(0, 10)
  const key = `${provider}/${model} ${day}`
  const known = kept.get(key)
  if (known && known.until > Date.now()) return known.price
  const price = await readPrice(db, { provider, model, day })
  kept.set(key, { price, until: Date.now() + keptMs })
  return price
}

// A model answers under its name with the date of its release: claude-haiku-4-5-20251001, gpt-6-sol-2026-09-22.
const releaseDate = /-(?:\d{8}|\d{4}-\d{2}-\d{2})$/

async function readPrice(
  db: Db,
  of: { provider: string; model: string; day: string },
): Promise<Price | undefined> {
  return db
    .selectFrom('model_price')
    .selectAll()
    .where('provider', '=', of.provider)
    .where('model', 'in', [of.model, of.model.replace(releaseDate, '')])
    .where('effective_from', '<=', of.day)
    .orderBy(sql`model = ${of.model}`, 'desc')
    .orderBy('effective_from', 'desc')
    .executeTakeFirst()
}
