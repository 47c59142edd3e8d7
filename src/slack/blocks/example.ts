import type { ActionsBlock, Button, KnownBlock, RichTextElement } from '@slack/types'
import type { ExampleView } from '../../tasks/example-view.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { bold, plain, richText, section } from './rich-text.ts'

export const keepAction = 'keep-example'
export const agreeAction = 'agree-example'
export const declineAction = 'decline-example'

/** The way from a result to an example. */
export function keepButton({ id, example }: TaskView): Button[] {
  if (example?.state === 'kept') return []
  return [button(keepAction, 'Keep as example', id)]
}

/** What became of a proposal. */
export function exampleBlocks(view: TaskView, example: ExampleView): KnownBlock[] {
  const proposer = person(example.proposedBy)
  if (example.problem !== null)
    return [richText(section(bold('The example could not be kept. '), plain(example.problem)))]
  switch (example.state) {
    case 'kept':
      return [
        richText(
          section(
            bold('Kept as an example'),
            ...agreed(example),
            plain(
              `. It is the case ${example.caseId} of ${view.analysis.name}; the next evaluation uses it.`,
            ),
          ),
        ),
      ]
    case 'declined':
      return [
        richText(
          section(
            proposer,
            plain(' proposed this as an example; '),
            person(example.decidedBy ?? ''),
            plain(' declined.'),
          ),
        ),
      ]
    case 'proposed':
      if (example.decidedBy !== null || !example.needsApproval)
        return [richText(section(plain('The example is being kept.')))]
      return [
        richText(
          section(
            proposer,
            plain(
              ' proposes this result as an example of a good one. An approver of this channel, somebody else, has to agree.',
            ),
          ),
        ),
        row([
          { ...button(agreeAction, 'Agree', view.id), style: 'primary' },
          button(declineAction, 'Decline', view.id),
        ]),
      ]
  }
}

function agreed({ proposedBy, decidedBy }: ExampleView): RichTextElement[] {
  const by = [plain(' by '), person(proposedBy)]
  return decidedBy === null ? by : [...by, plain(', agreed by '), person(decidedBy)]
}

function person(id: string): RichTextElement {
  return { type: 'user', user_id: id }
}

function row(elements: Button[]): ActionsBlock {
  return { type: 'actions', elements }
}

function button(actionId: string, text: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value }
}
