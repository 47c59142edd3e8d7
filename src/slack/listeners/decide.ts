import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { decideFinding } from '../../tasks/decide-finding.ts'
import { decideAction } from '../blocks/disagreements.ts'
import { refusalToDecide, taskForClick } from '../task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  admins: string[]
}

const Chosen = z.object({
  taskId: z.uuid(),
  findingId: z.uuid(),
  severity: z.enum(['high', 'medium', 'low', 'info']),
})

interface Click {
  value: string
  userId: string
  teamId: string
}

/** "High risk", "Low risk": who asked, an approver or an admin settles what the answers disagree about. */
export function listenForDecisions(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction | StaticSelectAction>>(
    new RegExp(`^${decideAction}(?::|$)`),
    async ({ ack, action, body, client, respond }) => {
      const value = action.type === 'button' ? (action.value ?? '') : action.selected_option.value
      const click = { value, userId: body.user.id, teamId: body.team?.id ?? '' }
      const refusal = await decideFor({ ...deps, client }, click)
      // When it is done: a click that got lost shows, and is made again.
      await ack()
      if (refusal !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
    },
  )
}

// Why it was not done, in words for the person who clicked; null where it was.
async function decideFor(deps: Deps & { client: WebClient }, click: Click): Promise<string | null> {
  const [taskId, findingId, severity] = click.value.split(':')
  const chosen = Chosen.safeParse({ taskId, findingId, severity })
  if (!chosen.success) return null
  const task = await taskForClick(deps.db, { taskId: chosen.data.taskId, teamId: click.teamId })
  if (!task) return null
  const refusal = await refusalToDecide(deps, task, click.userId)
  if (refusal !== null) return refusal
  return (await decideFinding(deps, { ...chosen.data, by: click.userId }))
    ? null
    : 'There is nothing to settle here any more: the answers have changed since.'
}
