import type { KnownBlock } from '@slack/types'

// Slack: 50 blocks a message; the sum of text is undocumented, refusals were seen from about 11,300 characters on
// (slackapi/bolt-js issues 2509 and 2867).
const maxBlocks = 45
const maxCharacters = 9000

/** Cuts a long result into messages that Slack accepts, never between a heading and what follows it; one table in each. */
export function splitMessages(blocks: KnownBlock[]): KnownBlock[][] {
  const messages: KnownBlock[][] = []
  let room = nothing()
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1]
    const own = sizeOf([block])
    const together = block.type === 'header' && next ? sizeOf([block, next]) : own
    if (messages.length === 0 || !fits(add(room, together))) {
      messages.push([])
      room = nothing()
    }
    messages.at(-1)?.push(block)
    room = add(room, own)
  }
  return messages
}

interface Size {
  blocks: number
  characters: number
  tables: number
}

function nothing(): Size {
  return { blocks: 0, characters: 0, tables: 0 }
}

function sizeOf(blocks: KnownBlock[]): Size {
  const tables = blocks.filter(({ type }) => type === 'table').length
  return { blocks: blocks.length, characters: countCharacters(blocks), tables }
}

function add(a: Size, b: Size): Size {
  return {
    blocks: a.blocks + b.blocks,
    characters: a.characters + b.characters,
    tables: a.tables + b.tables,
  }
}

function fits({ blocks, characters, tables }: Size): boolean {
  return blocks <= maxBlocks && characters <= maxCharacters && tables <= 1
}

// Addresses are counted too: nobody knows that Slack does not.
const countedKeys = ['text', 'title', 'caption', 'url']

/** Characters of text in the blocks, as Slack seems to count them: every `text` there is. */
export function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countCharacters(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, item]) =>
      sum + (countedKeys.includes(key) && typeof item === 'string' ? item.length : countCharacters(item)),
    0,
  )
}
