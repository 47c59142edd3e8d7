import type { App } from '@slack/bolt'
import type { Library } from '../../prompts/library.ts'
import { Form } from '../form/form.ts'
import { formView } from '../form/form-view.ts'
import { createTurns } from '../in-turns.ts'

/** A slash command per analysis opens its form, with what was typed after it. */
export function listenForCommands(app: App, deps: { library: Library }): void {
  const turn = createTurns()
  // Whichever there are when it is typed: prompts change while this runs.
  app.command(/^\/(?!paralegal$)/, async ({ ack, body, client }) => {
    const analysis = deps.library.offered.find(({ command }) => command === body.command)
    if (!analysis) {
      await ack({ response_type: 'ephemeral', text: `There is no analysis for ${body.command} any more.` })
      return
    }
    await ack()
    await turn()
    const form = Form.parse({ analysis: analysis.name, channelId: body.channel_id })
    const view = formView(form, { analysis, analyses: [analysis], typed: body.text })
    await client.views.open({ trigger_id: body.trigger_id, view })
  })
}
