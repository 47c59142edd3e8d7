import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What people must know of a document before they rely on a result.
  await db.schema
    .alterTable('document')
    .addColumn('warnings', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .execute()
  await db.schema.alterTable('channel_rule').dropConstraint('channel_rule_kind_check').execute()
  await db.schema
    .alterTable('channel_rule')
    .addCheckConstraint(
      'channel_rule_kind_check',
      sql`kind in ('pdf','docx','text','image','html','rtf','email','xlsx','zip','any')`,
    )
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from channel_rule where kind not in ('pdf','docx','text','image','any')`.execute(db)
  await db.schema.alterTable('channel_rule').dropConstraint('channel_rule_kind_check').execute()
  await db.schema
    .alterTable('channel_rule')
    .addCheckConstraint('channel_rule_kind_check', sql`kind in ('pdf','docx','text','image','any')`)
    .execute()
  await db.schema.alterTable('document').dropColumn('warnings').execute()
}
