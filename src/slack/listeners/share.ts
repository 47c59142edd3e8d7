import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { note } from '../../audit/record.ts'
import type { AccessRules } from '../../config.ts'
import type { Db } from '../../db/connect.ts'
import type { Logger } from '../../log.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { tellThread } from '../../tasks/task-state.ts'
import { refusalFor } from '../access.ts'
import { shareAction } from '../blocks/result-buttons.ts'
import { taskForClick } from '../task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  access: AccessRules
  log: Logger
}

/** "Share where I asked": the result of a private task is posted there too, once, at the wish of the person who asked. */
export function listenForShares(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(shareAction, async ({ ack, action, body, client, respond }) => {
    const userId = body.user.id
    const teamId = body.team?.id ?? ''
    const task = await taskForClick(deps.db, { taskId: action.value ?? '', teamId })
    if (!task || task.requested_by !== userId || task.origin_channel_id === null) return ack()
    // They may have left it, or it may be shared with others by now.
    const asking = { userId, teamId, channelId: task.origin_channel_id }
    const refusal = await refusalFor({ ...deps, client }, asking)
    if (refusal === null) await share(deps, task.id)
    await ack()
    if (refusal !== null)
      await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
  })
}

async function share({ db, enqueue }: Deps, taskId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const task = await trx
      .updateTable('task')
      .set({ shared_at: new Date() })
      .where('id', '=', taskId)
      .where('state', 'in', ['posting', 'done'])
      .where('shared_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (!task) return
    const also = { channel_id: task.origin_channel_id, thread_ts: task.origin_thread_ts }
    await note(trx, { kind: 'result-shared', taskId, actor: task.requested_by, also })
    await tellThread(trx, enqueue, task)
  })
}
