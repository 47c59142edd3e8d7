import type { KnownBlock } from '@slack/types'
import { escapeText } from './rich-text.ts'

/** The same content without blocks: for notifications, and where Slack refuses the blocks. */
export function plainText(blocks: KnownBlock[], maxCharacters: number): string {
  const text = escapeText(
    blocks
      .map((block) =>
        textOf(block)
          .replace(/\n{3,}/g, '\n\n')
          .trim(),
      )
      .filter((line) => line !== '')
      .join('\n\n'),
  )
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 2)} …`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([key, item]) => {
      if (key === 'text' || key === 'title')
        return typeof item === 'string' ? `${item}${key === 'title' ? '\n' : ''}` : textOf(item)
      return ['elements', 'tasks', 'output', 'fields'].includes(key) ? `${textOf(item)}\n` : ''
    })
    .join('')
}
