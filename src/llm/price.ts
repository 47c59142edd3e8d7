import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { ModelPriceTable } from '../db/llm-tables.ts'
import type { Usage } from './model.ts'

export interface PricedCall {
  provider: string
  model: string
  usage: Usage
  at: Date
}

/** What a call cost in US dollars by the price that was valid then; null where no price is known, never 0. */
export async function costOf(db: Db, call: PricedCall): Promise<number | null> {
  const price = await findPrice(db, call)
  if (!price) return null
  const { usage } = call
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

type Price = Selectable<ModelPriceTable>

const atHand = new WeakMap<Db, Map<string, { price: Price | undefined; until: number }>>()

async function findPrice(db: Db, { provider, model, at }: PricedCall): Promise<Price | undefined> {
  const kept = atHand.get(db) ?? new Map<string, { price: Price | undefined; until: number }>()
  atHand.set(db, kept)
  const day = at.toISOString().slice(0, 10)
  const key = `${provider}/${model} ${day}`
  const known = kept.get(key)
  if (known && known.until > Date.now()) return known.price
  const price = await db
    .selectFrom('model_price')
    .selectAll()
    .where('provider', '=', provider)
    .where('model', '=', model)
    .where('effective_from', '<=', day)
    .orderBy('effective_from', 'desc')
    .executeTakeFirst()
  kept.set(key, { price, until: Date.now() + keptMs })
  return price
}
