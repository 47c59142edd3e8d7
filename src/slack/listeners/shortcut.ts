import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Db } from '../../db/connect.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import type { Library } from '../../prompts/library.ts'
import { Form } from '../form/form.ts'
import { formView } from '../form/form-view.ts'
import { openForm } from '../form/open-form.ts'
import { documentShortcut, fileShortcut } from '../manifest.ts'

const Files = z.array(z.object({ id: z.string(), name: z.string().nullish() })).catch([])

interface Deps {
  db: Db
  enqueue: Enqueue
  library: Library
}

/** "Analyse this file" on a message opens the form about its files; the one from anywhere asks for them. */
export function listenForShortcuts(app: App, deps: Deps): void {
  const filled = (part: Omit<z.input<typeof Form>, 'analysis' | 'isChoosable'>) => {
    const { offered: analyses } = deps.library
    const [analysis] = analyses
    if (!analysis) throw new Error('a library has analyses')
    const isChoosable = analyses.length > 1
    const form = Form.parse({ ...part, analysis: analysis.name, isChoosable })
    return { form, content: { analysis, analyses } }
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
      const { trigger_id: triggerId, team, user } = shortcut
      const asking = { triggerId, teamId: team?.id ?? '', userId: user.id }
      await openForm(
        { ...deps, client },
        { ...filled({ channelId: shortcut.channel.id, threadTs, files }), asking },
      )
    },
  )

  app.shortcut({ type: 'shortcut', callback_id: documentShortcut }, async ({ ack, shortcut, client }) => {
    await ack()
    const { form, content } = filled({ channelId: null })
    await client.views.open({ trigger_id: shortcut.trigger_id, view: formView(form, content) })
  })
}
