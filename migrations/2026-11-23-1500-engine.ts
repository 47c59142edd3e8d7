import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('task')
    .addColumn('lane', 'text', (column) => column.notNull().defaultTo('person'))
    // The default is the first turn of a person, so that an older version's tasks are not left behind.
    .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(2_000_000_000))
    .addColumn('batch', 'text')
    .addColumn('variations', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('deadline', 'timestamptz')
    // Never written: a summary is the answer of a combining subtask.
    .dropColumn('summary')
    .execute()
  const task = db.schema.alterTable('task')
  await task.addCheckConstraint('task_lane_check', sql`lane in ('person','batch','eval')`).execute()
  await task.addCheckConstraint('task_variations_check', sql`variations between 1 and 9`).execute()
  await db.schema.createIndex('task_batch_index').on('task').column('batch').execute()
  // The few tasks that have not ended: for turns, positions and deadlines.
  await db.schema
    .createIndex('task_open_index')
    .on('task')
    .columns(['priority desc', 'created_at'])
    .where(sql<boolean>`state in ('queued','reading','running','combining','posting')`)
    .execute()

  await db.schema
    .alterTable('subtask')
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('part'))
    .addColumn('variation', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('run', 'integer', (column) => column.notNull().defaultTo(1))
    .execute()
  const subtask = db.schema.alterTable('subtask')
  await subtask.addCheckConstraint('subtask_kind_check', sql`kind in ('part','combine')`).execute()
  await subtask.dropConstraint('subtask_task_name_unique').execute()
  await subtask
    .addUniqueConstraint('subtask_task_name_variation_unique', ['task_id', 'name', 'variation'])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('subtask').dropConstraint('subtask_task_name_variation_unique').execute()
  await db.schema.alterTable('subtask').dropColumn('kind').dropColumn('variation').dropColumn('run').execute()
  await db.schema
    .alterTable('subtask')
    .addUniqueConstraint('subtask_task_name_unique', ['task_id', 'name'])
    .execute()
  await db.schema.dropIndex('task_open_index').execute()
  await db.schema
    .alterTable('task')
    .dropColumn('lane')
    .dropColumn('priority')
    .dropColumn('batch')
    .dropColumn('variations')
    .dropColumn('deadline')
    .addColumn('summary', 'text')
    .execute()
}
