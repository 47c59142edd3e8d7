import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Mrkdwn } from './mrkdwn.ts'

const most = { characters: 700, lines: 10 }

/** A message's text; a long one shows its beginning first. */
export function FoldedText({ text }: { text: string }): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const shown = h(Mrkdwn, { text })
  if (text.length <= most.characters && text.split('\n').length <= most.lines)
    return h('p', { class: 'text' }, shown)
  return h(
    'div',
    null,
    h('p', { class: `text${isOpen ? '' : ' folded'}` }, shown),
    h(
      'button',
      { type: 'button', class: 'link', 'aria-expanded': isOpen, onClick: () => setOpen(!isOpen) },
      isOpen ? 'See less' : 'See more',
    ),
  )
}
