import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const subtask = db.schema.alterTable('subtask')
  // Which section of a long document it reads; an end that is null: all of the document.
  await subtask
    .addColumn('section_start', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('section_end', 'integer')
    .execute()
  await subtask.dropConstraint('subtask_task_name_variation_unique').execute()
  await subtask
    .addUniqueConstraint('subtask_task_name_section_unique', [
      'task_id',
      'name',
      'variation',
      'section_start',
    ])
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  const subtask = db.schema.alterTable('subtask')
  await subtask.dropConstraint('subtask_task_name_section_unique').execute()
  await db
    .deleteFrom('subtask' as never)
    .where('section_start' as never, '>', 0 as never)
    .execute()
  await subtask
    .addUniqueConstraint('subtask_task_name_variation_unique', ['task_id', 'name', 'variation'])
    .execute()
  await subtask.dropColumn('section_start').dropColumn('section_end').execute()
}
