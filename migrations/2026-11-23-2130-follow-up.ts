import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('heard_message')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('ts', 'text', (column) => column.notNull())
    .addColumn('thread_ts', 'text')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('file_ids', 'jsonb', (column) => column.notNull().defaultTo('[]'))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('heard_message_unique', ['team_id', 'channel_id', 'ts'])
    .execute()
  await db.schema.createIndex('task_thread_index').on('task').columns(['channel_id', 'thread_ts']).execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('task_thread_index').execute()
  await db.schema.dropTable('heard_message').execute()
}
