import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('file_offer')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('message_ts', 'text', (column) => column.notNull())
    .addColumn('thread_ts', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('file_offer_unique', ['team_id', 'channel_id', 'message_ts'])
    .execute()
  await db.schema
    .alterTable('file_share')
    .addColumn('kind', 'text')
    .addColumn('offer_id', 'uuid', (column) => column.references('file_offer.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('file_share_offer_index').on('file_share').column('offer_id').execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('file_share').dropColumn('offer_id').dropColumn('kind').execute()
  await db.schema.dropTable('file_offer').execute()
}
