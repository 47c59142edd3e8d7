import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { AppError } from '../../errors.ts'
import { addVariations } from '../../tasks/add-variations.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { retryTask, type RetryDeps } from '../../tasks/retry-task.ts'
import { cancelAction } from '../blocks/plan.ts'
import { moreAction, moreAnswers, retryAction } from '../blocks/result-buttons.ts'
import { escapeText } from '../blocks/rich-text.ts'
import { refusalToChange, taskForClick } from '../task-for-click.ts'

type Deps = RetryDeps & { admins: string[] }
type Act = (deps: RetryDeps, taskId: string, by: string) => Promise<boolean>

/** The person who asked for a task, or an admin, may cancel it, try again what failed of it, and ask for more answers. */
export function listenForTaskButtons(app: App, deps: Deps): void {
  const acts: Record<string, Act> = {
    [cancelAction]: cancelTask,
    [retryAction]: retryTask,
    [moreAction]: (of, taskId, by) => addVariations(of, { taskId, count: moreAnswers, by }),
  }
  for (const [actionId, act] of Object.entries(acts)) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client, respond }) => {
      const click = { taskId: action.value ?? '', userId: body.user.id, teamId: body.team?.id ?? '' }
      const refusal = await actFor({ ...deps, client }, act, click)
      // When it is done: a click that got lost shows, and is made again.
      await ack()
      if (refusal !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
    })
  }
}

// Why it was not done, in words for the person who clicked; null where it was.
async function actFor(
  deps: Deps & { client: WebClient },
  act: Act,
  { taskId, userId, teamId }: { taskId: string; userId: string; teamId: string },
): Promise<string | null> {
  const task = await taskForClick(deps.db, { taskId, teamId })
  if (!task) return null
  const refusal = await refusalToChange(deps, task, userId)
  if (refusal !== null) return refusal
  try {
    await act(deps, taskId, userId)
    return null
  } catch (error) {
    if (error instanceof AppError) return escapeText(error.userMessage)
    throw error
  }
}
