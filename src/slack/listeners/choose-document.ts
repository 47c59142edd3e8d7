import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { patiently } from '../../db/patiently.ts'
import type { StartTaskDeps } from '../../tasks/start-task.ts'
import { askDocument } from '../ask-document.ts'
import { chooseDocumentAction } from '../blocks/choose-document.ts'
import { unlessOverLimit } from '../over-limit.ts'
import { findMessage } from '../heard-message.ts'
import { documentsOfThread } from '../thread-documents.ts'

/** Whoever asked says which document is meant. */
export function listenForDocumentChoice(app: App, deps: StartTaskDeps): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${chooseDocumentAction}:`),
    async ({ ack, action, body, respond }) => {
      const [messageId = '', id = ''] = (action.value ?? '').split(':')
      const message = await patiently(() => findMessage(deps.db, messageId))
      const isAsker = message?.user_id === body.user.id && message.team_id === body.team?.id
      const documents = message && isAsker ? await documentsOfThread(deps.db, message) : []
      const document = documents.find((each) => each.id === id)
      let refusal: string | null = null
      if (message && document) {
        refusal = await unlessOverLimit(() => patiently(() => askDocument(deps, message, document)))
        await deps.db.transaction().execute((trx) => deps.enqueue(trx, 'answer-message', { messageId }))
      }
      await ack()
      if (refusal !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
      if (message && !isAsker)
        await respond({
          response_type: 'ephemeral',
          replace_original: false,
          text: `Only <@${message.user_id}>, who asked, can say that.`,
        })
    },
  )
}
