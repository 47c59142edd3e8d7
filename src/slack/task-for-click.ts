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

type Deciding = Pick<Task, 'requested_by' | 'team_id' | 'channel_id' | 'origin_channel_id' | 'shared_at'>

/** Why this person may not settle what is open in a task; null for who asked for it, the channel's approvers and admins. */
export async function refusalToDecide(
  deps: { db: Db; client: WebClient; admins: string[] },
  task: Deciding,
  userId: string,
): Promise<string | null> {
  const refusal = await refusalToChange(deps, task, userId)
  if (refusal === null) return null
  const approvers = await approversOf(deps.db, task)
  if (approvers.includes(userId)) return null
  if (approvers.length === 0) return refusal
  const named = approvers.map((id) => `<@${id}>`).join(', ')
  return `Only <@${task.requested_by}>, who asked for this analysis, an approver (${named}) or an admin can do that.`
}

/** Who is named to approve what happens where a task's result stands; a private one's once it is shared. */
export async function approversOf(db: Db, task: Deciding): Promise<string[]> {
  const shared = task.shared_at === null ? null : task.origin_channel_id
  const channels = [task.channel_id, shared].flatMap((id) => id ?? [])
  if (channels.length === 0) return []
  const settings = await db
    .selectFrom('channel_setting')
    .select('approvers')
    .where('team_id', '=', task.team_id)
    .where('channel_id', 'in', channels)
    .execute()
  return [...new Set(settings.flatMap(({ approvers }) => approvers))]
}
