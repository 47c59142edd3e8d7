import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { Task } from '../tasks/task-state.ts'
import { isAdmin } from './admins.ts'

/** The task that a button names, if it is one of the team in which it was clicked. */
export async function taskForClick(
  db: Db,
  { taskId, teamId }: { taskId: string; teamId: string },
): Promise<Task | undefined> {
  return db
    .selectFrom('task')
    .selectAll()
    .where('id', '=', taskId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()
}

/** Why this person may not change anything about a task, in words for them; null for who asked for it and for admins. */
export async function refusalToChange(
  deps: { client: WebClient; admins: string[] },
  task: Pick<Task, 'requested_by'>,
  userId: string,
): Promise<string | null> {
  if (task.requested_by === userId) return null
  // Who cannot be looked up is no admin.
  if (await isAdmin(deps, userId).catch(() => false)) return null
  return `Only <@${task.requested_by}>, who asked for this analysis, or an admin can do that.`
}
