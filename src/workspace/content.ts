import type { KnownBlock } from '@slack/types'
import { checkBlocks } from './check-blocks.ts'
import { elementsOf } from './check-elements.ts'
import { asObject, type Json } from './check-texts.ts'
import { newId } from './ids.ts'
import { text as textLimits } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'

export interface Content {
  text: string
  blocks: KnownBlock[]
}

/** What a message shall show, checked against Slack's limits. */
export function contentOf(args: Record<string, unknown>): Content {
  if (args['markdown_text'] !== undefined) return markdownContent(args)
  const text = typeof args['text'] === 'string' ? args['text'] : ''
  const blocks = checkedBlocks(args['blocks'] ?? [])
  if (text === '' && blocks.length === 0) throw new SlackRefusal('no_text')
  return { text, blocks }
}

function markdownContent(args: Record<string, unknown>): Content {
  if (args['text'] !== undefined || args['blocks'] !== undefined)
    throw new SlackRefusal('markdown_text_conflict')
  const text = String(args['markdown_text'])
  if (text.length > textLimits.markdown) throw new SlackRefusal('msg_too_long')
  return { text, blocks: checkedBlocks([{ type: 'markdown', text }]) }
}

function checkedBlocks(blocks: unknown): KnownBlock[] {
  const refused = checkBlocks(blocks, 'message')
  if (refused) throw new SlackRefusal(refused.error, refused.messages)
  return withIds(blocks as KnownBlock[])
}

/** The blocks with the ids that Slack gives where the app gave none. */
export function withIds<Block extends object>(blocks: Block[]): Block[] {
  return structuredClone(blocks).map((block) => {
    const json = block as Json
    json['block_id'] ??= newId('b')
    for (const { element } of elementsOf(json))
      if (isInteractive(element)) element['action_id'] ??= newId('a')
    return block
  })
}

function isInteractive(element: Json): boolean {
  const type = String(element['type'])
  return !type.startsWith('rich_text_') && !['image', 'mrkdwn', 'plain_text', 'card'].includes(type)
}

/** A modal or Home tab with those ids. */
export function viewWithIds<View extends object>(view: View): View {
  const { blocks } = asObject(view)
  return Array.isArray(blocks) ? { ...view, blocks: withIds(blocks as object[]) } : view
}
