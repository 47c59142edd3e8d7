import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What stands for what in all that models are told of a document. It goes when the document goes.
  await db.schema
    .createTable('redaction')
    .addColumn('document_id', 'uuid', (column) =>
      column.primaryKey().references('document.id').onDelete('cascade'),
    )
    .addColumn('entries', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .alterTable('generation')
    .addColumn('redacted', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
  await db.schema
    .alterTable('task')
    .addColumn('redact', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('privacy_note', 'text')
    .execute()
  await db.schema
    .alterTable('channel_setting')
    .addColumn('redact', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('confidential', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('channel_setting').dropColumn('confidential').dropColumn('redact').execute()
  await db.schema.alterTable('task').dropColumn('privacy_note').dropColumn('redact').execute()
  await db.schema.alterTable('generation').dropColumn('redacted').execute()
  await db.schema.dropTable('redaction').execute()
}
