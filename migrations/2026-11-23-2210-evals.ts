import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('eval_run')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('analysis', 'text', (column) => column.notNull())
    .addColumn('data_set', 'text', (column) => column.notNull())
    .addColumn('data_set_hash', 'text', (column) => column.notNull())
    .addColumn('plan', 'jsonb', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createTable('eval_result')
    .addColumn('run_id', 'text', (column) => column.notNull().references('eval_run.id').onDelete('cascade'))
    .addColumn('task_id', 'uuid', (column) => column.notNull().references('task.id').onDelete('cascade'))
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt_hash', 'text', (column) => column.notNull())
    .addColumn('repeat', 'integer', (column) => column.notNull())
    .addColumn('score', 'double precision', (column) => column.notNull())
    .addColumn('grades', 'jsonb', (column) => column.notNull())
    .addPrimaryKeyConstraint('eval_result_pkey', ['run_id', 'task_id'])
    .execute()
  await db.schema.createIndex('eval_result_prompt_index').on('eval_result').column('prompt_hash').execute()
  await db.schema
    .createTable('human_score')
    .addColumn('task_id', 'uuid', (column) => column.notNull().references('task.id').onDelete('cascade'))
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('score', 'integer', (column) => column.notNull().check(sql`score between 1 and 5`))
    .addColumn('note', 'text')
    .addColumn('scored_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('human_score_pkey', ['task_id', 'person'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['human_score', 'eval_result', 'eval_run']) await db.schema.dropTable(table).execute()
}
