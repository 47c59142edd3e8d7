import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { cancelAction } from '../blocks/plan.ts'

/** The person who asked for a task may cancel it. */
export function listenForCancelButtons(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  app.action<BlockAction<ButtonAction>>(cancelAction, async ({ ack, action, body, respond }) => {
    await ack()
    const taskId = action.value ?? ''
    const task = await deps.db
      .selectFrom('task')
      .select('requested_by')
      .where('id', '=', taskId)
      .executeTakeFirst()
    if (!task) return
    if (task.requested_by === body.user.id) await cancelTask(deps, taskId)
    else {
      const text = `Only <@${task.requested_by}>, who asked for this analysis, can cancel it.`
      await respond({ response_type: 'ephemeral', replace_original: false, text })
    }
  })
}
