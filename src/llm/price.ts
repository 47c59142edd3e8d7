import type { Db } from '../db/connect.ts'
import type { Usage } from './model.ts'

export interface PricedCall {
  provider: string
  model: string
  usage: Usage
  at: Date
}

/** What a call cost in US dollars by the price that was valid then; null where no price is known, never 0. */
export async function costOf(db: Db, call: PricedCall): Promise<number | null> {
  const price = await db
    .selectFrom('model_price')
    .selectAll()
    .where('provider', '=', call.provider)
    .where('model', '=', call.model)
    .where('effective_from', '<=', call.at.toISOString().slice(0, 10))
    .orderBy('effective_from', 'desc')
    .executeTakeFirst()
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
