import type { Db } from '../db/connect.ts'

/** The task that a button names, if it is one of the team in which it was clicked. */
export async function taskForClick(
  db: Db,
  { taskId, teamId }: { taskId: string; teamId: string },
): Promise<{ id: string; requested_by: string } | undefined> {
  return db
    .selectFrom('task')
    .select(['id', 'requested_by'])
    .where('id', '=', taskId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()
}
