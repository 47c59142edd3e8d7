import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Analysis } from '../../prompts/library.ts'
import type { RuleKind, RuleMode, SavedRule } from '../channel-rules.ts'
import { option } from '../form/form-fields.ts'
import { kindNames } from './rule-blocks.ts'

export const ruleForm = 'channel-rule'
export const deleteRuleAction = 'delete-rule'
export const fields = { channel: 'channel', kind: 'kind', mode: 'mode', analysis: 'analysis' } as const

export const kinds = Object.keys(kindNames) as [RuleKind, ...RuleKind[]]
const modes: Record<RuleMode, string> = {
  ask: 'Ask in its thread what to do',
  start: 'Start the analysis below at once',
  ignore: 'Stay silent',
}
const whichever = option('-', 'Whichever fit')

export const Metadata = z.strictObject({ ruleId: z.uuid().nullable() })

/** The form of a rule: a new one, perhaps for a channel, or one that is changed. */
export function ruleView(
  analyses: Pick<Analysis, 'name' | 'title'>[],
  of: { rule: SavedRule | null; channelId: string | null },
): ModalView {
  const { rule } = of
  const channelId = rule?.channel_id ?? of.channelId
  const metadata: z.infer<typeof Metadata> = { ruleId: rule?.id ?? null }
  // Slack takes 100 options.
  const choices = [whichever, ...analyses.slice(0, 99).map(({ name, title }) => option(name, title))]
  const kindOptions = kinds.map((kind) => option(kind, sentenceCase(kindNames[kind])))
  const modeOptions = (Object.keys(modes) as RuleMode[]).map((mode) => option(mode, modes[mode]))
  const blocks: KnownBlock[] = [
    {
      type: 'input',
      block_id: fields.channel,
      label: { type: 'plain_text', text: 'Channel' },
      hint: { type: 'plain_text', text: 'One where I am: /invite me there first' },
      element: {
        type: 'conversations_select',
        action_id: 'channel',
        filter: { include: ['public', 'private'] },
        ...(channelId === null ? {} : { initial_conversation: channelId }),
      },
    },
    {
      type: 'input',
      block_id: fields.kind,
      label: { type: 'plain_text', text: 'Kind of file' },
      element: {
        type: 'static_select',
        action_id: 'kind',
        options: kindOptions,
        initial_option: chosen(kindOptions, rule?.kind),
      },
    },
    {
      type: 'input',
      block_id: fields.mode,
      label: { type: 'plain_text', text: 'What I do when one is shared' },
      element: {
        type: 'radio_buttons',
        action_id: 'mode',
        options: modeOptions,
        initial_option: chosen(modeOptions, rule?.mode),
      },
    },
    {
      type: 'input',
      block_id: fields.analysis,
      label: { type: 'plain_text', text: 'Analysis' },
      element: {
        type: 'static_select',
        action_id: 'analysis',
        options: choices,
        initial_option: chosen(choices, rule?.analysis ?? undefined),
      },
    },
    ...(rule ? [deleteBlock(rule.id)] : []),
  ]
  return {
    type: 'modal',
    callback_id: ruleForm,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: rule ? 'Change a rule' : 'Add a rule' },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks,
  }
}

function deleteBlock(ruleId: string): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: deleteRuleAction,
        style: 'danger',
        text: { type: 'plain_text', text: 'Delete this rule' },
        value: ruleId,
        confirm: {
          title: { type: 'plain_text', text: 'Delete this rule?' },
          text: { type: 'plain_text', text: 'I ask again then what to do with such files.' },
          confirm: { type: 'plain_text', text: 'Delete' },
          deny: { type: 'plain_text', text: 'Keep' },
        },
      },
    ],
  }
}

function chosen<Choice extends { value?: string }>(
  options: [Choice, ...Choice[]] | Choice[],
  value?: string,
): Choice {
  const found = options.find((each) => each.value === value) ?? options[0]
  if (!found) throw new Error('a list of options has options')
  return found
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
