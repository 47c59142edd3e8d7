import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { stopBallot } from '../../ballots/close-ballot.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { closeVoteAction } from '../blocks/drafts.ts'
import { noticeView } from '../notice-view.ts'
import { refusalToDecide, taskForClick } from '../task-for-click.ts'

const formId = 'close-vote-form'
const reasonBlock = 'reason'

interface Deps {
  db: Db
  enqueue: Enqueue
  admins: string[]
}

/** "Close the vote…": who asked, an approver or an admin ends it, and may say why. */
export function listenForClosedVotes(app: App, deps: Deps): void {
  app.action<BlockAction<ButtonAction>>(closeVoteAction, async ({ ack, action, body, client, respond }) => {
    await ack()
    const task = await taskForClick(deps.db, { taskId: action.value ?? '', teamId: body.team?.id ?? '' })
    if (!task) return
    const refusal = await refusalToDecide({ ...deps, client }, task, body.user.id)
    if (refusal === null) await client.views.open({ trigger_id: body.trigger_id, view: formView(task.id) })
    else await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
  })

  app.view(formId, async ({ ack, body, view, client }) => {
    const task = await taskForClick(deps.db, { taskId: view.private_metadata, teamId: body.team?.id ?? '' })
    const refusal = task && (await refusalToDecide({ ...deps, client }, task, body.user.id))
    if (refusal) return ack({ response_action: 'errors', errors: { [reasonBlock]: refusal } })
    const reason = view.state.values[reasonBlock]?.[reasonBlock]?.value?.trim() || null
    const ballot =
      task &&
      (await deps.db.selectFrom('ballot').select('id').where('task_id', '=', task.id).executeTakeFirst())
    if (ballot) {
      const isClosed = await patiently(() =>
        stopBallot(deps, { ballotId: ballot.id, by: body.user.id, reason }),
      )
      if (!isClosed)
        return ack({
          response_action: 'update',
          view: noticeView('Close the vote', 'The vote is closed already.'),
        })
    }
    await ack()
  })
}

function formView(taskId: string): ModalView {
  return {
    type: 'modal',
    callback_id: formId,
    private_metadata: taskId,
    title: { type: 'plain_text', text: 'Close the vote' },
    submit: { type: 'plain_text', text: 'Close it' },
    close: { type: 'plain_text', text: 'Not yet' },
    blocks: [
      {
        type: 'section',
        text: {
          type: 'plain_text',
          text: 'The draft with the most votes becomes the result, and everybody sees how each draft was made. It cannot be opened again.',
        },
      },
      {
        type: 'input',
        block_id: reasonBlock,
        optional: true,
        label: { type: 'plain_text', text: 'Why this draft?' },
        hint: {
          type: 'plain_text',
          text: 'One sentence is enough. It stands in the thread and helps to improve the prompts.',
        },
        element: { type: 'plain_text_input', action_id: reasonBlock, multiline: true, max_length: 500 },
      },
    ],
  }
}
