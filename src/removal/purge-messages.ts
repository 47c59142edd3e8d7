import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { isPlaceHeld } from './holds.ts'

const batchSize = 1000

/** Deletes what people said to the bot before a time, the names of files that were shared, and events that were heard. */
export async function purgeMessages(db: Db, before: Date): Promise<void> {
  await repeatedly(
    () => sql`
      delete from heard_message where id in (
        select id from heard_message
        where created_at < ${before} and not ${isPlaceHeld('heard_message')} limit ${batchSize})`,
    db,
  )
  await repeatedly(
    () => sql`
      update file_share set file_name = null where id in (
        select id from file_share
        where created_at < ${before} and file_name is not null and not ${isPlaceHeld('file_share')}
        limit ${batchSize})`,
    db,
  )
  await db.deleteFrom('slack_event').where('received_at', '<', before).execute()
}

async function repeatedly(statement: () => ReturnType<typeof sql>, db: Db): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await statement().execute(db)
    if (Number(numAffectedRows ?? 0) < batchSize) return
  }
}
