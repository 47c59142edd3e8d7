import { h, type JSX } from 'preact'
import { Emoji } from './emoji.ts'

/** Plain text, in which only :emoji: mean something. */
export function Plain({ text }: { text: string }): JSX.Element {
  const parts = text.split(/:([a-z0-9_+-]+):/)
  return h(
    'span',
    null,
    parts.map((part, index) => (index % 2 === 0 ? part : h(Emoji, { name: part }))),
  )
}
