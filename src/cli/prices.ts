import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { openDatabase } from './open-database.ts'

/** Prints what every model costs today, in US dollars per million tokens. */
export async function showPrices({ json }: { json: boolean }): Promise<void> {
  await using opened = await openDatabase()
  const prices = await readPrices(opened.db)
  if (json) return console.log(JSON.stringify(prices, null, 2))
  console.log('US dollars per million tokens\n')
  const head = ['model', 'input', 'cache write', 'cache read', 'output', 'from', 'source']
  const rows = prices.map((price) => [
    `${price.provider}/${price.model}`,
    withTier(price.input, price.over_input, price.over_tokens),
    price.cache_write,
    price.cache_read,
    withTier(price.output, price.over_output, price.over_tokens),
    price.from,
    price.source,
  ])
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

const widths = [32, 24, 11, 10, 24, 10]

function withTier(price: string, over: string | null, tokens: number | null): string {
  return over === null || tokens === null ? price : `${price}, ${over} over ${tokens / 1000}k`
}

async function readPrices(db: Db) {
  return db
    .selectFrom('model_price')
    .distinctOn(['provider', 'model'])
    .select(['provider', 'model', 'over_tokens', 'source'])
    .select([
      sql<string>`trim_scale(input)::text`.as('input'),
      sql<string>`trim_scale(cache_write)::text`.as('cache_write'),
      sql<string>`trim_scale(cache_read)::text`.as('cache_read'),
      sql<string>`trim_scale(output)::text`.as('output'),
      sql<string | null>`trim_scale(over_input)::text`.as('over_input'),
      sql<string | null>`trim_scale(over_output)::text`.as('over_output'),
      sql<string>`effective_from::text`.as('from'),
    ])
    .where('effective_from', '<=', sql<string>`current_date`)
    .orderBy('provider')
    .orderBy('model')
    .orderBy('effective_from', 'desc')
    .execute()
}

export interface NewPrice {
  input: string
  output: string
  cacheRead?: string
  cacheWrite?: string
  overTokens?: string
  overInput?: string
  overOutput?: string
  from?: string
  source?: string
}

/** Writes a model's price from a day on. Throws `usage` for what is no model, price or day. */
export async function setPrice(name: string, given: NewPrice): Promise<void> {
  const [, provider, model] = /^(anthropic|openai|offline)\/(.+)$/.exec(name) ?? []
  if (!provider || !model) throw usage(`“${name}” is not a model: write it as provider/model.`)
  const today = new Date().toISOString().slice(0, 10)
  const from = given.from ?? today
  if (!z.iso.date().safeParse(from).success) throw usage(`“${from}” is not a day: write it as ${today}.`)
  rejectHalfTier(given)
  const values = {
    input: dollars('--input', given.input),
    output: dollars('--output', given.output),
    cache_read: dollars('--cache-read', given.cacheRead ?? given.input),
    cache_write: dollars('--cache-write', given.cacheWrite ?? given.input),
    over_tokens: given.overTokens === undefined ? null : tokenCount('--over-tokens', given.overTokens),
    over_input: given.overInput === undefined ? null : dollars('--over-input', given.overInput),
    over_output: given.overOutput === undefined ? null : dollars('--over-output', given.overOutput),
    source: given.source ?? 'set by hand',
  }
  await using opened = await openDatabase()
  await opened.db
    .insertInto('model_price')
    .values({ provider, model, effective_from: from, ...values })
    .onConflict((conflict) => conflict.columns(['provider', 'model', 'effective_from']).doUpdateSet(values))
    .execute()
  console.log(
    `From ${from} on, ${name} costs $${values.input} input and $${values.output} output per million tokens.`,
  )
}

function dollars(option: string, value: string): number {
  const number = Number(value)
  if (value.trim() !== '' && number >= 0 && number < mostDollars) return number
  throw usage(`${option} takes a number that is not negative, not “${value}”.`)
}

/** More is a slip of the pen, and the column holds no more. */
const mostDollars = 1_000_000

function tokenCount(option: string, value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0 && number < 2 ** 31) return number
  throw usage(`${option} takes a whole number of tokens, not “${value}”.`)
}

// A long prompt has another price only where all three say so.
function rejectHalfTier({ overTokens, overInput, overOutput }: NewPrice): void {
  const given = [overTokens, overInput, overOutput].filter((each) => each !== undefined)
  if (given.length === 0 || given.length === 3) return
  throw usage('--over-tokens, --over-input and --over-output go together: give all three or none.')
}

function usage(userMessage: string): AppError {
  return new AppError('usage', 'a price that cannot be set', { userMessage })
}
