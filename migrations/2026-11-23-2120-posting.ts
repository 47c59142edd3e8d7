import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('slack_pace')
    .addColumn('bot', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('free_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`'-infinity'`))
    .addColumn('visit_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`'-infinity'`))
    .addColumn('paused_until', 'timestamptz', (column) => column.notNull().defaultTo(sql`'-infinity'`))
    .addPrimaryKeyConstraint('slack_pace_pkey', ['bot', 'what'])
    .execute()
  await db.schema
    .alterTable('post')
    .addColumn('file_id', 'text')
    .addColumn('turn_at', 'timestamptz')
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('post').dropColumn('file_id').dropColumn('turn_at').execute()
  await db.schema.dropTable('slack_pace').execute()
}
