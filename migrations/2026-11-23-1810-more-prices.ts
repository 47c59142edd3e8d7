import { type Kysely, sql } from 'kysely'

// US dollars per million tokens: input, output, cache read. Cache write is 1.25 x input with both vendors.
// OpenAI: its model pages, as quoted in November 2026; above 272,000 tokens the whole request costs 2 x input and cache,
// 1.5 x output. Each figure stands in two public places that agree.
const openai = 'OpenAI, model pages, November 2026'
const openaiModels: [model: string, input: number, output: number, read: number][] = [
  ['gpt-6.1-terra', 1, 5, 0.05],
  ['gpt-6.1-sol', 2, 10, 0.1],
  ['gpt-6-astra', 10, 50, 1],
  ['gpt-6-sol', 2, 10, 0.2],
  ['gpt-6-luna', 0.1, 0.5, 0.01],
  ['gpt-5.6-sol', 4, 20, 0.4],
  ['gpt-5.6-terra', 2, 12, 0.2],
  ['gpt-5.6-luna', 0.2, 1.2, 0.02],
]
const longTokens = 272_000

const anthropic = 'Anthropic list prices in genai-prices 0.1.8 (MIT), read November 2026'
const anthropicModels: [model: string, input: number, output: number, read: number][] = [
  ['claude-opus-5', 5, 25, 0.5],
  ['claude-sonnet-5', 2, 10, 0.2],
  ['claude-opus-4-8', 5, 25, 0.5],
  ['claude-sonnet-4-6', 3, 15, 0.3],
  ['claude-haiku-4-5', 1, 5, 0.1],
]

const from = '2026-11-01'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [model, input, output, read] of openaiModels) {
    await sql`
      insert into model_price
        (provider, model, effective_from, input, cache_write, cache_read, output, over_tokens, over_input, over_output, source)
      values
        ('openai', ${model}, ${from}, ${input}, ${input * 1.25}, ${read}, ${output},
         ${longTokens}, ${input * 2}, ${output * 1.5}, ${openai})
      on conflict do nothing
    `.execute(db)
  }
  for (const [model, input, output, read] of anthropicModels) {
    await sql`
      insert into model_price (provider, model, effective_from, input, cache_write, cache_read, output, source)
      values ('anthropic', ${model}, ${from}, ${input}, ${input * 1.25}, ${read}, ${output}, ${anthropic})
      on conflict do nothing
    `.execute(db)
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from model_price where effective_from = ${from} and source in (${openai}, ${anthropic})`.execute(
    db,
  )
}
