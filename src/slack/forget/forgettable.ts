import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import type { Meant } from '../../removal/find-meant.ts'
import { coveredName, coveredTasks } from '../cover-names.ts'
import type { ForgettableTask } from './forget-form.ts'

/** What a person asked for and is still there, the latest first. */
export async function forgettableOf(
  deps: { db: Db; library: Library; client: WebClient },
  { teamId, userId }: { teamId: string; userId: string },
): Promise<ForgettableTask[]> {
  const tasks = await deps.db
    .selectFrom('task')
    .select(['id', 'analysis', 'file_name', 'created_at'])
    .where('team_id', '=', teamId)
    .where('requested_by', '=', userId)
    .where('answers_removed_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute()
  const ids = tasks.map(({ id }) => id)
  const covered = await coveredTasks(deps, { userId }, ids)
  return tasks.map(({ id, analysis, file_name: fileName, created_at: at }) => ({
    id,
    title: deps.library.find(analysis)?.title ?? analysis,
    fileName: covered.has(id) ? coveredName : fileName,
    at,
  }))
}

/**
 * What a person means by the document of a task of theirs: its thread, where all that was asked there is theirs or they are
 * an admin; else the task alone. Undefined where it is not theirs.
 */
export async function threadOf(
  db: Db,
  of: { taskId: string; teamId: string; userId: string; isAdmin: boolean },
): Promise<Meant | undefined> {
  const task = await db
    .selectFrom('task')
    .select(['channel_id', 'thread_ts', 'requested_by'])
    .where('id', '=', of.taskId)
    .where('team_id', '=', of.teamId)
    .executeTakeFirst()
  if (!task || (task.requested_by !== of.userId && !of.isAdmin)) return undefined
  const alone: Meant = { scope: 'task', target: of.taskId, teamId: of.teamId }
  if (task.channel_id === null || task.thread_ts === null) return alone
  const others = await db
    .selectFrom('task')
    .select('id')
    .where('team_id', '=', of.teamId)
    .where('channel_id', '=', task.channel_id)
    .where('thread_ts', '=', task.thread_ts)
    .where('requested_by', '!=', of.userId)
    .limit(1)
    .executeTakeFirst()
  if (others && !of.isAdmin) return alone
  return { scope: 'message', target: `${task.channel_id} ${task.thread_ts}`, teamId: of.teamId }
}
