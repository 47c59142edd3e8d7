import { type Kysely, sql } from 'kysely'

/** Sums of days that are over: of money and failures, with nobody's name and no content. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const count = (column: { notNull(): unknown }) => column.notNull() as never
  await db.schema
    .createTable('summed_day')
    .addColumn('day', 'date', (column) => column.primaryKey())
    .execute()
  await db.schema
    .createTable('usage_day')
    .addColumn('day', 'date', count)
    .addColumn('model', 'text', count)
    .addColumn('analysis', 'text', count)
    .addColumn('version', 'integer', count)
    .addColumn('template', 'text', count)
    .addColumn('calls', 'integer', count)
    .addColumn('replays', 'integer', count)
    .addColumn('failed', 'integer', count)
    .addColumn('useless', 'integer', count)
    .addColumn('repairs', 'integer', count)
    .addColumn('input_tokens', 'bigint', count)
    .addColumn('cached_tokens', 'bigint', count)
    .addColumn('output_tokens', 'bigint', count)
    .addColumn('usd', sql`numeric(14, 6)`, count)
    .addColumn('unpriced', 'integer', count)
    .addPrimaryKeyConstraint('usage_day_pkey', ['day', 'model', 'analysis', 'version', 'template'])
    .execute()
  await db.schema
    .createTable('quote_day')
    .addColumn('day', 'date', count)
    .addColumn('analysis', 'text', count)
    .addColumn('version', 'integer', count)
    .addColumn('quotes', 'integer', count)
    .addColumn('unverified', 'integer', count)
    .addColumn('repaired', 'integer', count)
    .addPrimaryKeyConstraint('quote_day_pkey', ['day', 'analysis', 'version'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['quote_day', 'usage_day', 'summed_day']) await db.schema.dropTable(table).execute()
}
