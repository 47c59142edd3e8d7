import type { Db, Trx } from '../db/connect.ts'

interface SlackFileId {
  teamId: string
  fileId: string
}

/** Notes which stored document a file of Slack's is: its bytes never change. */
export async function noteFile(
  trx: Db | Trx,
  { teamId, fileId }: SlackFileId,
  documentId: string,
): Promise<void> {
  await trx
    .insertInto('slack_file')
    .values({ team_id: teamId, file_id: fileId, document_id: documentId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The document of a file that was read; undefined where it was not. */
export async function documentOfFile(db: Db, { teamId, fileId }: SlackFileId): Promise<string | undefined> {
  const row = await db
    .selectFrom('slack_file')
    .innerJoin('document', 'document.id', 'slack_file.document_id')
    .select('slack_file.document_id')
    .where('slack_file.team_id', '=', teamId)
    .where('slack_file.file_id', '=', fileId)
    .where('document.text', 'is not', null)
    .executeTakeFirst()
  return row?.document_id
}
