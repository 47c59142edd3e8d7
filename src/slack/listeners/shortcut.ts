import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Library } from '../../prompts/library.ts'
import { Form } from '../form/form.ts'
import { formView } from '../form/form-view.ts'
import { documentShortcut, fileShortcut } from '../manifest.ts'

const Files = z.array(z.object({ id: z.string(), name: z.string().nullish() })).catch([])

/** "Analyse this file" on a message opens the form about its files; the one from anywhere asks for them. */
export function listenForShortcuts(app: App, { library }: { library: Library }): void {
  const open = (form: Omit<z.input<typeof Form>, 'analysis' | 'isChoosable'>) => {
    const { offered: analyses } = library
    const [analysis] = analyses
    if (!analysis) throw new Error('a library has analyses')
    const isChoosable = analyses.length > 1
    return formView(Form.parse({ ...form, analysis: analysis.name, isChoosable }), { analysis, analyses })
  }

  app.shortcut(
    { type: 'message_action', callback_id: fileShortcut },
    async ({ ack, shortcut, client, respond }) => {
      await ack()
      const files = Files.parse(shortcut.message['files']).map(({ id, name }) => ({
        id,
        name: name ?? 'file',
      }))
      if (files.length === 0) {
        const text = 'That message has no file. Use this on a message with a PDF, Word (.docx) or text file.'
        await respond({ response_type: 'ephemeral', replace_original: false, text })
        return
      }
      const threadTs = z.string().safeParse(shortcut.message['thread_ts']).data ?? shortcut.message_ts
      const view = open({ channelId: shortcut.channel.id, threadTs, files })
      await client.views.open({ trigger_id: shortcut.trigger_id, view })
    },
  )

  app.shortcut({ type: 'shortcut', callback_id: documentShortcut }, async ({ ack, shortcut, client }) => {
    await ack()
    await client.views.open({ trigger_id: shortcut.trigger_id, view: open({ channelId: null }) })
  })
}
