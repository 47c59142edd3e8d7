import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** Sums of days that are over: of money and failures, with nobody's name and no content. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('summed_day')
    .addColumn('day', 'date', (column) => column.primaryKey())
    .execute()
  await db.schema
    .createTable('usage_day')
    .addColumn('day', 'date', required)
    .addColumn('model', 'text', required)
    .addColumn('analysis', 'text', required)
    .addColumn('version', 'integer', required)
    .addColumn('template', 'text', required)
    .addColumn('calls', 'integer', required)
    .addColumn('replays', 'integer', required)
    .addColumn('failed', 'integer', required)
    .addColumn('useless', 'integer', required)
    .addColumn('repairs', 'integer', required)
    .addColumn('input_tokens', 'bigint', required)
    .addColumn('cached_tokens', 'bigint', required)
    .addColumn('output_tokens', 'bigint', required)
    .addColumn('usd', sql`numeric(14, 6)`, required)
    .addColumn('unpriced', 'integer', required)
    .addPrimaryKeyConstraint('usage_day_pkey', ['day', 'model', 'analysis', 'version', 'template'])
    .execute()
  await db.schema
    .createTable('quote_day')
    .addColumn('day', 'date', required)
    .addColumn('analysis', 'text', required)
    .addColumn('version', 'integer', required)
    .addColumn('quotes', 'integer', required)
    .addColumn('unverified', 'integer', required)
    .addColumn('repaired', 'integer', required)
    .addPrimaryKeyConstraint('quote_day_pkey', ['day', 'analysis', 'version'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['quote_day', 'usage_day', 'summed_day']) await db.schema.dropTable(table).execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
