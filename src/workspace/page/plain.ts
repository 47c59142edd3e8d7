import { h, type JSX } from 'preact'
import { emoji } from './emoji.ts'

/** Plain text, in which only :emoji: mean something. */
export function Plain({ text }: { text: string }): JSX.Element {
  return h(
    'span',
    null,
    text.replace(/:([a-z0-9_+-]+):/g, (_, name: string) => emoji(name)),
  )
}
