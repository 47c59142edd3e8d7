import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { HeardMessageTable } from '../db/slack-tables.ts'

export type HeardMessage = Selectable<HeardMessageTable>

export async function findMessage(db: Db, messageId: string): Promise<HeardMessage | undefined> {
  return db.selectFrom('heard_message').selectAll().where('id', '=', messageId).executeTakeFirst()
}
