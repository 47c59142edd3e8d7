import { checkBlock, type Surface } from './check-block.ts'
import { elementsOf } from './check-elements.ts'
import { asObject, type Json, type Say } from './check-texts.ts'
import { count, text } from './limits.ts'

export interface Refused {
  error: string
  messages: string[]
}

/** What Slack would refuse in these blocks: its error and where; null where all is well. */
export function checkBlocks(blocks: unknown, surface: Surface): Refused | null {
  if (!Array.isArray(blocks))
    return { error: 'invalid_blocks_format', messages: ['[ERROR] blocks must be a list'] }
  const max = surface === 'message' ? count.messageBlocks : count.viewBlocks
  if (blocks.length > max)
    return {
      error: surface === 'message' ? 'msg_blocks_too_many' : 'invalid_arguments',
      messages: [`[ERROR] no more than ${max} items allowed [json-pointer:/blocks]`],
    }
  const messages: string[] = []
  const list = blocks.map(asObject)
  for (const [index, block] of list.entries()) {
    const say: Say = (problem, at = '') =>
      messages.push(`[ERROR] ${problem} [json-pointer:/blocks/${index}${at}]`)
    checkBlock(block, surface, say)
    checkUnique(block, list.slice(0, index), say)
  }
  if (messages.length > 0) return { error: 'invalid_blocks', messages }
  return surface === 'message' ? checkTotals(list) : null
}

function checkUnique(block: Json, before: Json[], say: Say): void {
  const id = block['block_id']
  if (id !== undefined && before.some((other) => other['block_id'] === id))
    say(`block_id "${String(id)}" already exists`, '/block_id')
  const seen = new Set<unknown>()
  for (const { element, at } of elementsOf(block)) {
    const action = element['action_id']
    if (action !== undefined && seen.has(action))
      say(`action_id "${String(action)}" already exists`, `${at}/action_id`)
    seen.add(action)
  }
}

function checkTotals(blocks: Json[]): Refused | null {
  const markdown = characters(blocks.filter((block) => block['type'] === 'markdown'))
  const others = characters(blocks.filter((block) => block['type'] !== 'markdown'))
  if (
    markdown <= text.markdown &&
    others <= text.allBlocksWithoutMarkdown &&
    markdown + others <= text.allBlocks
  )
    return null
  return { error: 'msg_blocks_too_long', messages: [`[ERROR] ${markdown + others} characters in all`] }
}

const shownKeys = ['text', 'title', 'caption']

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + characters(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, item]) =>
      sum + (shownKeys.includes(key) && typeof item === 'string' ? item.length : characters(item)),
    0,
  )
}
