import type { Db } from '../db/connect.ts'

/** The team whose task it is. */
export async function teamOfTask(db: Db, taskId: string): Promise<string> {
  const row = await db.selectFrom('task').select('team_id').where('id', '=', taskId).executeTakeFirstOrThrow()
  return row.team_id
}

/** The team in which something was said to us. */
export async function teamOfMessage(db: Db, messageId: string): Promise<string> {
  const row = await db
    .selectFrom('heard_message')
    .select('team_id')
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow()
  return row.team_id
}

/** The team in which a file was shared. */
export async function teamOfShare(db: Db, fileShareId: string): Promise<string> {
  const row = await db
    .selectFrom('file_share')
    .select('team_id')
    .where('id', '=', fileShareId)
    .executeTakeFirstOrThrow()
  return row.team_id
}

/** The team in which files were shared together. */
export async function teamOfOffer(db: Db, offerId: string): Promise<string> {
  const row = await db
    .selectFrom('file_offer')
    .select('team_id')
    .where('id', '=', offerId)
    .executeTakeFirstOrThrow()
  return row.team_id
}

/** The team in which people vote. */
export async function teamOfBallot(db: Db, ballotId: string): Promise<string> {
  const row = await db
    .selectFrom('ballot')
    .select('team_id')
    .where('id', '=', ballotId)
    .executeTakeFirstOrThrow()
  return row.team_id
}

/** The team in which somebody asked for a removal. */
export async function teamOfRemoval(db: Db, removalId: string): Promise<string> {
  const row = await db
    .selectFrom('removal')
    .select('team_id')
    .where('id', '=', removalId)
    .executeTakeFirstOrThrow()
  return row.team_id ?? ''
}
