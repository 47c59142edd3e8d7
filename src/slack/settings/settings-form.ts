import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { ChannelSettings } from '../../ballots/channel-settings.ts'

export const settingsForm = 'channel-settings'
export const settingsFields = { approvers: 'approvers', mayExport: 'may-export' } as const

const maxApprovers = 10

const mayLeave = {
  text: { type: 'plain_text' as const, text: 'Texts from here may leave the log' },
  value: 'yes',
}

/** The form of a channel's settings. */
export function settingsView(channelId: string, { approvers, mayExport }: ChannelSettings): ModalView {
  return {
    type: 'modal',
    callback_id: settingsForm,
    private_metadata: channelId,
    title: { type: 'plain_text', text: 'Channel settings' },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'What holds for results in ' },
              { type: 'channel', channel_id: channelId },
              { type: 'text', text: '.' },
            ],
          },
        ],
      },
      {
        type: 'input',
        block_id: settingsFields.approvers,
        optional: true,
        label: { type: 'plain_text', text: 'Approvers' },
        hint: {
          type: 'plain_text',
          text: 'They may close votes and settle disagreements besides who asked, and one of them has to agree before a result is kept as an example.',
        },
        element: {
          type: 'multi_users_select',
          action_id: settingsFields.approvers,
          max_selected_items: maxApprovers,
          ...(approvers.length > 0 ? { initial_users: approvers } : {}),
        },
      },
      {
        type: 'input',
        block_id: settingsFields.mayExport,
        optional: true,
        label: { type: 'plain_text', text: 'Confidentiality' },
        hint: {
          type: 'plain_text',
          text: 'Examples are files on the operator’s disk, the document among them; votes may be exported to train models.',
        },
        element: {
          type: 'checkboxes',
          action_id: settingsFields.mayExport,
          options: [mayLeave],
          ...(mayExport ? { initial_options: [mayLeave] } : {}),
        },
      },
    ],
  }
}

const State = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      selected_users: z.array(z.string()).nullish(),
      selected_options: z.array(z.object({ value: z.string() })).nullish(),
    }),
  ),
)

/** What a person filled in. */
export function readSettings(view: { state: { values: unknown } }): ChannelSettings {
  const values = State.parse(view.state.values)
  const field = (name: string) => Object.values(values[name] ?? {})[0]
  return {
    approvers: (field(settingsFields.approvers)?.selected_users ?? []).slice(0, maxApprovers),
    mayExport: (field(settingsFields.mayExport)?.selected_options ?? []).length > 0,
  }
}
