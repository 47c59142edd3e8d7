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
  if (text.length <= maxCharacters) return text
  const cut = text.slice(0, maxCharacters - 2).replace(/&[a-z]{0,3}$|[\uD800-\uDBFF]$/, '')
  return `${cut} …`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('')
  if (typeof value !== 'object' || value === null) return ''
  if ('type' in value && value.type === 'actions') return ''
  return Object.entries(value)
    .map(([key, item]) => {
      if (key === 'text' || key === 'title')
        return typeof item === 'string' ? `${item}${key === 'title' ? '\n' : ''}` : textOf(item)
      if (key === 'rows') return Array.isArray(item) ? item.map(rowText).join('\n') : ''
      return ['elements', 'tasks', 'output', 'fields'].includes(key) ? `${textOf(item)}\n` : ''
    })
    .join('')
}

function rowText(cells: unknown): string {
  return Array.isArray(cells) ? cells.map((cell) => textOf(cell).trim()).join(' · ') : ''
}
