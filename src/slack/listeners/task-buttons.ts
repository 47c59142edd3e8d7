import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { AppError } from '../../errors.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { retryTask, type RetryDeps } from '../../tasks/retry-task.ts'
import { cancelAction } from '../blocks/plan.ts'
import { retryAction } from '../blocks/result-buttons.ts'
import { escapeText } from '../blocks/rich-text.ts'

type Act = (deps: RetryDeps, taskId: string) => Promise<boolean>

/** The person who asked for a task may cancel it, and try again what failed of it. */
export function listenForTaskButtons(app: App, deps: RetryDeps): void {
  const acts: Record<string, Act> = { [cancelAction]: cancelTask, [retryAction]: retryTask }
  for (const [actionId, act] of Object.entries(acts)) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, respond }) => {
      const click = { taskId: action.value ?? '', userId: body.user.id, teamId: body.team?.id ?? '' }
      const refusal = await actFor(deps, act, click)
      // When it is done: a click that got lost shows, and is made again.
      await ack()
      if (refusal !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
    })
  }
}

// Why it was not done, in words for the person who clicked; null where it was.
async function actFor(
  deps: RetryDeps,
  act: Act,
  { taskId, userId, teamId }: { taskId: string; userId: string; teamId: string },
): Promise<string | null> {
  const task = await deps.db
    .selectFrom('task')
    .select('requested_by')
    .where('id', '=', taskId)
    .where('team_id', '=', teamId)
    .executeTakeFirst()
  if (!task) return null
  if (task.requested_by !== userId)
    return `Only <@${task.requested_by}>, who asked for this analysis, can do that.`
  try {
    await act(deps, taskId)
    return null
  } catch (error) {
    if (error instanceof AppError) return escapeText(error.userMessage)
    throw error
  }
}
