import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import type { Library } from '../../prompts/library.ts'
import { rerunAction } from '../blocks/result-buttons.ts'
import { Form } from '../form/form.ts'
import { openForm } from '../form/open-form.ts'
import { refusalToChange, taskForClick } from '../task-for-click.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
  library: Library
  models: string[]
  admins: string[]
}

/** "Run again…": the form of a task as it was filled in, to ask the same document with other settings. */
export function listenForReruns(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(rerunAction, async ({ ack, action, body, client, respond }) => {
    await ack()
    const click = { taskId: action.value ?? '', teamId: body.team?.id ?? '' }
    const task = await taskForClick(deps.db, click)
    const analysis = task && deps.library.find(task.analysis)
    if (!task || !analysis) return
    const refusal = await refusalToChange({ ...deps, client }, task, body.user.id)
    if (refusal !== null) {
      await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
      return
    }
    const form = Form.parse({
      analysis: analysis.name,
      channelId: body.channel?.id ?? null,
      again: { taskId: task.id, fileName: task.file_name.slice(0, 250) },
    })
    const settings = { variations: task.variations, model: task.model, models: deps.models }
    const content = { analysis, analyses: [analysis], variables: task.variables, settings }
    const asking = { triggerId: body.trigger_id, teamId: task.team_id, userId: body.user.id }
    await openForm({ ...deps, client }, { form, content, asking })
  })
}
