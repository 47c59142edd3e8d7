import { randomUUID } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { coveredTasks } from './cover-names.ts'
import { askForFile } from './file-requests.ts'
import { refusalToDecide } from './task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  client: WebClient
  admins: string[]
}

/** Has what is on record of a task sent to who asked for it, an approver or an admin. Gives the answer in words. */
export async function askForAudit(
  deps: Deps,
  { beginning, userId, teamId }: { beginning: string; userId: string; teamId: string },
): Promise<string> {
  const tasks = /^[0-9a-f-]{4,36}$/.test(beginning)
    ? await deps.db
        .selectFrom('task')
        .selectAll()
        .where('team_id', '=', teamId)
        .where((where) => where(where.cast('id', 'text'), 'like', `${beginning}%`))
        .limit(2)
        .execute()
    : []
  const [task] = tasks
  if (!task || tasks.length > 1)
    return 'Which task? `/paralegal audit` with its id, or its first letters: the JSON file of its result names it, and `/paralegal status` while it runs.'
  const refusal = await refusalToDecide(deps, task, userId)
  if (refusal !== null) return refusal
  // The record names the file.
  if ((await coveredTasks(deps, { userId }, [task.id])).has(task.id))
    return 'That task is of a confidential channel that you are not a member of.'
  const place = { channelId: userId, threadTs: null }
  const job = { taskId: task.id, what: 'audit' as const, findingId: null, ...place, requestId: randomUUID() }
  await askForFile(deps, { ...job, by: userId })
  return 'What is on record of this task comes in a direct message.'
}
