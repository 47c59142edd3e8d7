import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('task').addColumn('first_finding_at', 'timestamptz').execute()
  // What the operator looks at is of the last hours and days.
  await db.schema.createIndex('task_created_index').on('task').column('created_at').execute()
  await db.schema.createIndex('task_finished_index').on('task').column('finished_at').execute()
  await db.schema.createIndex('generation_created_index').on('generation').column('created_at').execute()
  await db.schema
    .createIndex('post_unsent_index')
    .on('post')
    .columns(['state', 'updated_at'])
    .where(sql.ref('state'), '<>', 'sent')
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const index of [
    'post_unsent_index',
    'generation_created_index',
    'task_finished_index',
    'task_created_index',
  ])
    await db.schema.dropIndex(index).execute()
  await db.schema.alterTable('task').dropColumn('first_finding_at').execute()
}
