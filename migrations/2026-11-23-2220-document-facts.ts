import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('document').addColumn('facts', 'jsonb').execute()
  await db.schema
    .createTable('slack_file')
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('file_id', 'text', (column) => column.notNull())
    .addColumn('document_id', 'uuid', (column) =>
      column.notNull().references('document.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('slack_file_pkey', ['team_id', 'file_id'])
    .execute()
  await db.schema.createIndex('slack_file_document_index').on('slack_file').column('document_id').execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('slack_file').execute()
  await db.schema.alterTable('document').dropColumn('facts').execute()
}
