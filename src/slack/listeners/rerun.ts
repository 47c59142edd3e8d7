import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { rerunAction } from '../blocks/result-buttons.ts'
import { Form } from '../form/form.ts'
import { formView } from '../form/form-view.ts'

/** "Run again…": the form of a task as it was filled in, to ask the same document with other settings. */
export function listenForReruns(app: App, deps: { db: Db; library: Library; models: string[] }): void {
  app.action<BlockAction<ButtonAction>>(rerunAction, async ({ ack, action, body, client, respond }) => {
    await ack()
    const task = await deps.db
      .selectFrom('task')
      .select(['id', 'analysis', 'file_name', 'variables', 'variations', 'model', 'requested_by'])
      .where('id', '=', action.value ?? '')
      .where('team_id', '=', body.team?.id ?? '')
      .executeTakeFirst()
    const analysis = task && deps.library.find(task.analysis)
    if (!task || !analysis) return
    if (task.requested_by !== body.user.id) {
      const text = `Only <@${task.requested_by}>, who asked for this analysis, can do that.`
      await respond({ response_type: 'ephemeral', replace_original: false, text })
      return
    }
    const form = Form.parse({
      analysis: analysis.name,
      channelId: body.channel?.id ?? null,
      again: { taskId: task.id, fileName: task.file_name.slice(0, 250) },
    })
    const settings = { variations: task.variations, model: task.model, models: deps.models }
    const view = formView(form, { analysis, analyses: [analysis], variables: task.variables, settings })
    await client.views.open({ trigger_id: body.trigger_id, view })
  })
}
