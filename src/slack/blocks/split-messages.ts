import type { KnownBlock } from '@slack/types'

// Slack: 50 blocks a message; the sum of text is undocumented, refusals were seen from about 11,300 characters on
// (slackapi/bolt-js issues 2509 and 2867).
const maxBlocks = 45
const maxCharacters = 9000

/** Cuts a long result into messages that Slack accepts, never between a heading and what follows it. */
export function splitMessages(blocks: KnownBlock[]): KnownBlock[][] {
  const messages: KnownBlock[][] = []
  let current: KnownBlock[] = []
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1]
    const together = block.type === 'header' && next ? [block, next] : [block]
    if (current.length > 0 && !fits([...current, ...together])) {
      messages.push(current)
      current = []
    }
    current.push(block)
  }
  if (current.length > 0) messages.push(current)
  return messages
}

function fits(blocks: KnownBlock[]): boolean {
  const tables = blocks.filter(({ type }) => type === 'table').length
  return blocks.length <= maxBlocks && tables <= 1 && countCharacters(blocks) <= maxCharacters
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
