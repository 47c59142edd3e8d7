import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { retryTask } from '../../tasks/retry-task.ts'
import { cancelAction } from '../blocks/plan.ts'
import { retryAction } from '../thread-posts.ts'

/** The person who asked for a task may cancel it, and try again what failed of it. */
export function listenForTaskButtons(app: App, deps: { db: Db; enqueue: Enqueue }): void {
  const acts = { [cancelAction]: cancelTask, [retryAction]: retryTask }
  for (const [actionId, act] of Object.entries(acts)) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, respond }) => {
      const taskId = action.value ?? ''
      const task = await deps.db
        .selectFrom('task')
        .select('requested_by')
        .where('id', '=', taskId)
        .executeTakeFirst()
      if (task?.requested_by === body.user.id) await act(deps, taskId)
      // When it is done: a click that got lost shows, and is made again.
      await ack()
      if (!task || task.requested_by === body.user.id) return
      const text = `Only <@${task.requested_by}>, who asked for this analysis, can do that.`
      await respond({ response_type: 'ephemeral', replace_original: false, text })
    })
  }
}
