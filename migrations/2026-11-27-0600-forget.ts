import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What was removed, why, and what was kept in spite of the wish: ids, hashes and counts, never content.
  await db.schema
    .createTable('removal')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    // The same act that is told twice is one removal.
    .addColumn('dedupe_key', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('team_id', 'text')
    .addColumn('asked_by', 'text')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('waiting'))
    .addColumn('removed', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .addColumn('kept', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('finished_at', 'timestamptz')
    .addUniqueConstraint('removal_dedupe_key_unique', ['dedupe_key'])
    .addCheckConstraint(
      'removal_reason_check',
      sql`reason in ('retention','file-deleted','message-deleted','asked','operator')`,
    )
    .addCheckConstraint(
      'removal_scope_check',
      sql`scope in ('task','document','person','file','message','retention')`,
    )
    .addCheckConstraint('removal_state_check', sql`state in ('waiting','done')`)
    .execute()

  await db.schema
    .createTable('hold')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    // Null: the operator's, for all teams.
    .addColumn('team_id', 'text')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('placed_by', 'text', (column) => column.notNull())
    .addColumn('placed_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('released_by', 'text')
    .addColumn('released_at', 'timestamptz')
    .addCheckConstraint('hold_scope_check', sql`scope in ('task','document','channel','person')`)
    .execute()
  await sql`
    create unique index hold_open_index on hold (scope, target, coalesce(team_id, '')) where released_at is null
  `.execute(db)

  await db.schema
    .alterTable('task')
    .addColumn('answers_removed_at', 'timestamptz')
    .addColumn('prompts_removed_at', 'timestamptz')
    .addColumn('removal_id', 'uuid')
    .execute()
  await db.schema
    .alterTable('document')
    .addColumn('removed_at', 'timestamptz')
    .addColumn('removal_id', 'uuid')
    .execute()
  // Files that were asked for in a thread, and quote its task.
  await db.schema.alterTable('post').addColumn('about_task_id', 'uuid').execute()
  await db.schema.createIndex('post_about_task_index').on('post').column('about_task_id').execute()
  await db.schema.createIndex('task_document_index').on('task').column('document_id').execute()
  await db.schema
    .createIndex('task_source_file_index')
    .on('task')
    .columns(['team_id', 'source_file_id'])
    .execute()
  // Which calls a text of the prompt log belongs to.
  await sql`create index generation_parts_index on generation using gin (parts jsonb_path_ops)`.execute(db)

  // Ids of the keys that content is encrypted with; the keys themselves are nowhere.
  await db.schema
    .createTable('encryption_key')
    .addColumn('key_id', 'text', (column) => column.primaryKey())
    .addColumn('first_used_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('encryption_key').execute()
  await db.schema.dropIndex('generation_parts_index').execute()
  await db.schema.dropIndex('task_source_file_index').execute()
  await db.schema.dropIndex('task_document_index').execute()
  await db.schema.dropIndex('post_about_task_index').execute()
  await db.schema.alterTable('post').dropColumn('about_task_id').execute()
  await db.schema.alterTable('document').dropColumn('removed_at').dropColumn('removal_id').execute()
  await db.schema
    .alterTable('task')
    .dropColumn('answers_removed_at')
    .dropColumn('prompts_removed_at')
    .dropColumn('removal_id')
    .execute()
  await db.schema.dropTable('hold').execute()
  await db.schema.dropTable('removal').execute()
}
