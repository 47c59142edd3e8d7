import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('task')
    .addColumn('origin_channel_id', 'text')
    .addColumn('origin_thread_ts', 'text')
    .addColumn('shared_at', 'timestamptz')
    .addColumn('cancelled_by', 'text')
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('task')
    .dropColumn('cancelled_by')
    .dropColumn('shared_at')
    .dropColumn('origin_thread_ts')
    .dropColumn('origin_channel_id')
    .execute()
}
