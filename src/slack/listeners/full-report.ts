import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { tellThread } from '../../tasks/task-state.ts'
import { reportAction } from '../blocks/result-buttons.ts'

/** "Full report": from now on a file with everything stands in the thread too. */
export function listenForFullReports(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.action<BlockAction<ButtonAction>>(reportAction, async ({ ack, action, body }) => {
    await askForReport(deps, { taskId: action.value ?? '', teamId: body.team?.id ?? '' })
    // When it is noted: a click that got lost shows, and is made again.
    await ack()
  })
}

async function askForReport(
  { db, enqueue }: { db: Db; enqueue: Enqueue },
  { taskId, teamId }: { taskId: string; teamId: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const task = await trx
      .updateTable('task')
      .set({ report_asked_at: new Date() })
      .where('id', '=', taskId)
      .where('team_id', '=', teamId)
      .where('report_asked_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (task) await tellThread(trx, enqueue, task)
  })
}
