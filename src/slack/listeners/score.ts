import type { App, BlockAction, StaticSelectAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import { scoreNames, scoreTask } from '../../evals/score-task.ts'
import { scoreAction } from '../blocks/result-buttons.ts'
import { taskForClick } from '../task-for-click.ts'

/** "Score it": what somebody thinks of a result is kept; said again it takes the place of what they said before. */
export function listenForScores(app: App, deps: { db: Db }): void {
  app.action<BlockAction<StaticSelectAction>>(scoreAction, async ({ ack, action, body, respond }) => {
    const [taskId = '', chosen = ''] = action.selected_option.value.split(':')
    const score = Number(chosen)
    const task = await taskForClick(deps.db, { taskId, teamId: body.team?.id ?? '' })
    const name = scoreNames[score]
    if (!task || name === undefined) return ack()
    await scoreTask(deps.db, { taskId, person: body.user.id, score, note: null })
    await ack()
    const text = `Noted: ${score}, ${name}. Only reports of the prompts' quality show it.`
    await respond({ response_type: 'ephemeral', replace_original: false, text })
  })
}
