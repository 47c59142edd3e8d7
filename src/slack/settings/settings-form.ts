import type { ModalView } from '@slack/types'
import { z } from 'zod'
import type { ChannelSettings } from '../../ballots/channel-settings.ts'
import { groupNames, redactGroups, type RedactGroup } from '../../redact-groups.ts'

export const settingsForm = 'channel-settings'
export const settingsFields = {
  approvers: 'approvers',
  mayExport: 'may-export',
  redact: 'redact',
  confidential: 'confidential',
} as const

const maxApprovers = 10

const mayLeave = {
  text: { type: 'plain_text' as const, text: 'Texts from here may leave the log' },
  value: 'yes',
}

const isSecret = {
  text: { type: 'plain_text' as const, text: 'This channel is confidential' },
  description: {
    type: 'plain_text' as const,
    text: 'No guests, no other companies, no examples or exports',
  },
  value: 'yes',
}

function groupOption(group: RedactGroup) {
  const name = groupNames[group]
  const text = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return { text: { type: 'plain_text' as const, text }, value: group }
}

/** The form of a channel's settings. */
export function settingsView(channelId: string, settings: ChannelSettings): ModalView {
  const { approvers, mayExport, redact, isConfidential } = settings
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
      {
        type: 'input',
        block_id: settingsFields.redact,
        optional: true,
        label: { type: 'plain_text', text: 'Kept from language models' },
        hint: {
          type: 'plain_text',
          text: 'Models are shown placeholders such as [PERSON_1] instead, as far as code recognises them; results have the real words. What the operator or an analysis keeps back is kept back in any case.',
        },
        element: {
          type: 'checkboxes',
          action_id: settingsFields.redact,
          options: redactGroups.map(groupOption),
          ...(redact.length > 0 ? { initial_options: redact.map(groupOption) } : {}),
        },
      },
      {
        type: 'input',
        block_id: settingsFields.confidential,
        optional: true,
        label: { type: 'plain_text', text: 'Confidential mode' },
        hint: {
          type: 'plain_text',
          text: 'Only members of this channel from your own company can use me in it, whatever the operator allows elsewhere. Names, addresses and numbers are kept from models.',
        },
        element: {
          type: 'checkboxes',
          action_id: settingsFields.confidential,
          options: [isSecret],
          ...(isConfidential ? { initial_options: [isSecret] } : {}),
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
    redact: redactGroups.filter((group) =>
      field(settingsFields.redact)?.selected_options?.some(({ value }) => value === group),
    ),
    isConfidential: (field(settingsFields.confidential)?.selected_options ?? []).length > 0,
  }
}
