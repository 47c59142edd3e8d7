import type { View } from '@slack/types'
import { checkBlocks } from './check-blocks.ts'
import {
  asList,
  asObject,
  checkLength,
  checkOptionalText,
  checkText,
  plain,
  type Say,
} from './check-texts.ts'
import { text, viewBytes } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'

/** Throws what Slack would answer to this modal or Home tab. */
export function checkView(view: unknown, type: 'modal' | 'home'): asserts view is View {
  const json = asObject(view)
  const messages: string[] = []
  const say: Say = (problem, at = '') => messages.push(`[ERROR] ${problem} [json-pointer:/view${at}]`)
  if (json['type'] !== type) say(`must be ${type}`, '/type')
  if (type === 'modal') checkModal(json, say)
  checkLength(json['private_metadata'], { max: text.privateMetadata, at: '/private_metadata' }, say)
  checkLength(json['callback_id'], { max: text.id, at: '/callback_id' }, say)
  checkLength(json['external_id'], { max: text.id, at: '/external_id' }, say)
  const refused = checkBlocks(json['blocks'], 'view')
  if (refused) messages.push(...refused.messages)
  if (messages.length > 0) throw new SlackRefusal('invalid_arguments', messages)
  if (Buffer.byteLength(JSON.stringify(view)) > viewBytes) throw new SlackRefusal('view_too_large')
}

function checkModal(modal: Record<string, unknown>, say: Say): void {
  checkText(modal['title'], { max: text.modalTitle, at: '/title', kinds: plain }, say)
  for (const part of ['submit', 'close'])
    checkOptionalText(modal[part], { max: text.modalTitle, at: `/${part}`, kinds: plain }, say)
  const hasInput = asList(modal['blocks']).some((block) => block['type'] === 'input')
  // docs, views: submit is required where the blocks take input.
  if (hasInput && !modal['submit']) say('must have submit, because it has input blocks', '/submit')
}
