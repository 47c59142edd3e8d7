import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('channel_rule')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('pdf','docx','text','image','any')`),
    )
    .addColumn('mode', 'text', (column) => column.notNull().check(sql`mode in ('ask','start','ignore')`))
    // Null: whichever fit.
    .addColumn('analysis', 'text')
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('channel_rule_unique', ['team_id', 'channel_id', 'kind'])
    .addCheckConstraint('channel_rule_start_check', sql`mode <> 'start' or analysis is not null`)
    .execute()
  await db.schema
    .createTable('home_opened')
    .addColumn('team_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    // Of what was published last; null where it must be anew.
    .addColumn('content_hash', 'text')
    .addPrimaryKeyConstraint('home_opened_pkey', ['team_id', 'user_id'])
    .execute()
  // A person's own analyses, latest first.
  await db.schema
    .createIndex('task_requester_index')
    .on('task')
    .columns(['team_id', 'requested_by', 'created_at desc'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('task_requester_index').execute()
  await db.schema.dropTable('home_opened').execute()
  await db.schema.dropTable('channel_rule').execute()
}
