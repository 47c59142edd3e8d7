import type { Button, KnownBlock } from '@slack/types'
import type { Library } from '../../prompts/library.ts'
import type { ChannelRule, RuleKind, SavedRule } from '../channel-rules.ts'
import { escapeText, shorten } from '../blocks/rich-text.ts'

export const ruleActions = { add: 'add-rule', change: 'change-rule' } as const

/** A rule in words. */
export interface RuleLine {
  id: string
  channelId: string
  kind: RuleKind
  says: string
}

export const kindNames: Record<RuleKind, string> = {
  pdf: 'PDF',
  docx: 'Word (.docx)',
  text: 'plain text',
  image: 'pictures',
  html: 'web pages',
  rtf: 'Rich Text (.rtf)',
  email: 'e-mail (.eml, .msg)',
  xlsx: 'Excel (.xlsx)',
  zip: 'ZIP files',
  any: 'any other file',
}

export function ruleLine(rule: SavedRule, library: Library): RuleLine {
  return { id: rule.id, channelId: rule.channel_id, kind: rule.kind, says: said(rule, library) }
}

/** "started as Contract analysis at once": what becomes of a file. */
function said({ mode, analysis }: ChannelRule, library: Library): string {
  const title = analysis === null ? null : shorten(library.find(analysis)?.title ?? analysis, 75)
  switch (mode) {
    case 'start':
      return `${title ?? 'the analysis'} starts at once`
    case 'ignore':
      return 'I stay silent'
    case 'ask':
      return title === null ? 'I ask what to do' : `I offer ${title}`
  }
}

/** For those who may edit them: one block per rule with a way to change it; and a way to add one, where they may. */
export function ruleBlocks(
  lines: RuleLine[],
  { canAdd, channelId }: { canAdd: boolean; channelId: string | null },
): KnownBlock[] {
  const rules = lines.map((line): KnownBlock => ({
    type: 'section',
    text: { type: 'mrkdwn', text: lineText(line) },
    accessory: button('Change', ruleActions.change, line.id),
  }))
  if (!canAdd) return rules
  return [...rules, { type: 'actions', elements: [button('Add a rule', ruleActions.add, channelId ?? '-')] }]
}

/** One rule as Slack's own markup: the names are this installation's. */
export function lineText({ channelId, kind, says }: RuleLine): string {
  return `<#${channelId}> · ${kindNames[kind]}: ${escapeText(says)}`
}

function button(text: string, actionId: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value }
}
