import type { Trx } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'

/** So long after somebody looked at their Home tab it is kept fresh; opening it brings it up to date anyway. */
const freshForMs = 4 * 3_600_000

/** Queues an update of the Home tab of the person whose task it is, where they looked at it lately. */
export async function refreshHome(trx: Trx, enqueue: Enqueue, taskId: string): Promise<void> {
  const looked = await trx
    .selectFrom('task')
    .innerJoin('home_opened', (join) =>
      join
        .onRef('home_opened.team_id', '=', 'task.team_id')
        .onRef('home_opened.user_id', '=', 'task.requested_by'),
    )
    .select(['home_opened.team_id as teamId', 'home_opened.user_id as userId'])
    .where('task.id', '=', taskId)
    .where('home_opened.opened_at', '>', new Date(Date.now() - freshForMs))
    .executeTakeFirst()
  if (looked) await enqueue(trx, 'publish-home', looked)
}
