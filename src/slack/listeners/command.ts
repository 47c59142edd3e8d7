import type { App } from '@slack/bolt'
import type { Library } from '../../prompts/library.ts'
import { modalOf } from '../modal.ts'

/** A slash command per analysis opens its form, with what was typed after it. */
export function listenForCommands(app: App, deps: { library: Library }): void {
  for (const analysis of deps.library.analyses) {
    app.command(analysis.command, async ({ ack, body, client }) => {
      await ack()
      const view = modalOf(analysis, { channelId: body.channel_id, typed: body.text })
      await client.views.open({ trigger_id: body.trigger_id, view })
    })
  }
}
