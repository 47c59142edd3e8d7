import type { InputBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { HoldScope } from '../../db/removal-tables.ts'
import { option } from '../form/form-fields.ts'
import { plain, richText, section } from '../blocks/rich-text.ts'

export const holdForm = 'hold'
export const holdFields = {
  scope: 'scope',
  task: 'task',
  channel: 'channel',
  person: 'person',
  reason: 'reason',
} as const

const scopes: Record<HoldScope, string> = {
  task: 'One analysis',
  document: 'The document of an analysis, with all that was asked about it',
  channel: 'A channel',
  person: 'A person',
}

const explanation =
  'What is under a hold is not removed: not by the retention rule, not when its file or message is deleted in Slack, not when a person asks. It ends when an admin releases it.'

/** The form by which an admin places a legal hold. */
export function holdView(): ModalView {
  return {
    type: 'modal',
    callback_id: holdForm,
    title: { type: 'plain_text', text: 'Legal hold' },
    submit: { type: 'plain_text', text: 'Place hold' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      richText(section(plain(explanation))),
      field(holdFields.scope, 'On what', {
        type: 'radio_buttons',
        action_id: holdFields.scope,
        options: Object.entries(scopes).map(([value, text]) => option(value, text)),
      }),
      optional(
        field(holdFields.task, 'Analysis: its id, or the first letters of it', {
          type: 'plain_text_input',
          action_id: holdFields.task,
          max_length: 36,
        }),
      ),
      optional(
        field(holdFields.channel, 'Channel', {
          type: 'conversations_select',
          action_id: holdFields.channel,
          filter: { include: ['public', 'private'] },
        }),
      ),
      optional(field(holdFields.person, 'Person', { type: 'users_select', action_id: holdFields.person })),
      field(holdFields.reason, 'Reason, for the record', {
        type: 'plain_text_input',
        action_id: holdFields.reason,
        max_length: 500,
      }),
    ],
  }
}

function field(name: string, text: string, element: InputBlock['element']): InputBlock {
  return { type: 'input', block_id: name, label: { type: 'plain_text', text }, element }
}

function optional(block: InputBlock): InputBlock {
  return { ...block, optional: true }
}

const State = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
      selected_user: z.string().nullish(),
      selected_conversation: z.string().nullish(),
    }),
  ),
)

/** What an admin filled in: on what, and the field of it. */
export function readHoldForm(view: { state: { values: unknown } }) {
  const values = State.parse(view.state.values)
  const at = (name: string) => Object.values(values[name] ?? {})[0]
  const scope = z
    .enum(['task', 'document', 'channel', 'person'])
    .parse(at(holdFields.scope)?.selected_option?.value)
  return {
    scope,
    task: at(holdFields.task)?.value?.trim().toLowerCase() ?? '',
    channel: at(holdFields.channel)?.selected_conversation ?? '',
    person: at(holdFields.person)?.selected_user ?? '',
    reason: at(holdFields.reason)?.value?.trim() ?? '',
  }
}
