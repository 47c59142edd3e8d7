import { type Kysely, sql } from 'kysely'

// US dollars per million tokens. Each figure stands in two public places that agree: the vendors' own pages as quoted in
// November 2026, and genai-prices 0.1.8 (MIT) or, for Fable 5.2, two price lists. Left out, as no two agree on all of it:
// gpt-6.2 (its cache), claude-sonnet-4-5 (its long prompts).
const from = '2026-11-01'

interface Listed {
  provider: 'anthropic' | 'openai'
  model: string
  from: string
  input: number
  output: number
  read: number
  write: number
  /** Of the whole request, above 272,000 tokens. */
  long: { input: number; output: number } | null
}

// Before gpt-5.6 OpenAI charges for what is written to the cache as for any other prompt.
const openai = (
  model: string,
  [input, output, read]: [number, number, number],
  isTiered: boolean,
): Listed => ({
  provider: 'openai',
  model,
  from,
  input,
  output,
  read,
  write: input,
  long: isTiered ? { input: input * 2, output: output * 1.5 } : null,
})

const anthropic = (model: string, [input, output, read]: [number, number, number], since = from): Listed => ({
  provider: 'anthropic',
  model,
  from: since,
  input,
  output,
  read,
  write: input * 1.25,
  long: null,
})

const prices: Listed[] = [
  openai('gpt-5.5', [5, 30, 0.5], true),
  openai('gpt-5.4', [2.5, 15, 0.25], true),
  openai('gpt-5.4-mini', [0.75, 4.5, 0.075], false),
  openai('gpt-5.4-nano', [0.2, 1.25, 0.02], false),
  anthropic('claude-fable-5-2', [8, 40, 0.2], '2026-11-09'),
  anthropic('claude-fable-5', [10, 50, 1]),
  anthropic('claude-opus-4-7', [5, 25, 0.5]),
  anthropic('claude-opus-4-6', [5, 25, 0.5]),
  anthropic('claude-opus-4-5', [5, 25, 0.5]),
]

const sources = {
  anthropic: 'Anthropic, model pricing, November 2026',
  openai: 'OpenAI, pricing, November 2026',
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const { provider, model, from: since, input, output, read, write, long } of prices) {
    await sql`
      insert into model_price
        (provider, model, effective_from, input, cache_write, cache_read, output, over_tokens, over_input, over_output, source)
      values
        (${provider}, ${model}, ${since}, ${input}, ${write}, ${read}, ${output},
         ${long && 272_000}, ${long?.input ?? null}, ${long?.output ?? null}, ${sources[provider]})
      on conflict do nothing
    `.execute(db)
  }
  // The latest answers to a prompt say how long the next one will be.
  await db.schema
    .createIndex('generation_template_index')
    .on('generation')
    .columns(['template', 'created_at'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('generation_template_index').execute()
  for (const { provider, model, from: since } of prices) {
    await sql`
      delete from model_price
      where provider = ${provider} and model = ${model} and effective_from = ${since} and source = ${sources[provider]}
    `.execute(db)
  }
}
