import { type Kysely, sql } from 'kysely'

// US dollars per million tokens. Cache write: 1.25 x input (five minutes). Cache read: 10 % of input, 5 % on
// Opus 5.5 and Sonnet 5.5, 2.5 % on Fable 5.1. Models that are not listed have an unknown price.
const anthropic = 'Anthropic, model pricing, October 2026'
const prices = [
  { model: 'claude-opus-5-5', input: 4, output: 20, read: 0.2, tier: null },
  { model: 'claude-sonnet-5-5', input: 2, output: 10, read: 0.1, tier: null },
  {
    model: 'claude-haiku-5-5',
    input: 0.1,
    output: 0.5,
    read: 0.01,
    tier: { tokens: 100_000, input: 0.5, output: 2.5 },
  },
  { model: 'claude-fable-5-1', input: 10, output: 50, read: 0.25, tier: null },
]

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('model_price')
    .addColumn('id', 'integer', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('effective_from', 'date', (column) => column.notNull())
    .addColumn('input', 'numeric(12, 6)', (column) => column.notNull())
    .addColumn('cache_write', 'numeric(12, 6)', (column) => column.notNull())
    .addColumn('cache_read', 'numeric(12, 6)', (column) => column.notNull())
    .addColumn('output', 'numeric(12, 6)', (column) => column.notNull())
    .addColumn('over_tokens', 'integer')
    .addColumn('over_input', 'numeric(12, 6)')
    .addColumn('over_output', 'numeric(12, 6)')
    .addColumn('source', 'text', (column) => column.notNull())
    .addUniqueConstraint('model_price_unique', ['provider', 'model', 'effective_from'])
    .execute()

  for (const { model, input, output, read, tier } of prices) {
    await sql`
      insert into model_price
        (provider, model, effective_from, input, cache_write, cache_read, output, over_tokens, over_input, over_output, source)
      values
        ('anthropic', ${model}, '2026-10-01', ${input}, ${input * 1.25}, ${read}, ${output},
         ${tier?.tokens ?? null}, ${tier?.input ?? null}, ${tier?.output ?? null}, ${anthropic})
    `.execute(db)
  }
  await sql`
    insert into model_price (provider, model, effective_from, input, cache_write, cache_read, output, source)
    values ('offline', 'offline-extractive', '2026-01-01', 0, 0, 0, 0, 'runs on this machine')
  `.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('model_price').execute()
}
