import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { FeedbackButtons as Feedback } from '@slack/types'
import { useAction, type ActionProps } from './use-action.ts'

/** Two buttons of which one may be down: was the answer of use? */
export function FeedbackButtons({ element, blockId, container }: ActionProps): JSX.Element {
  const { busy, act, question } = useAction({ element, blockId, container })
  const [given, setGiven] = useState<string | null>(null)
  const { positive_button, negative_button } = element as unknown as Feedback
  const buttons = [positive_button, negative_button].map(({ text, value, accessibility_label }) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button quiet',
        ...busy,
        'aria-pressed': given === value,
        'aria-label': accessibility_label,
        onClick: () => {
          setGiven(value)
          void act({ type: 'feedback_buttons', text, value })
        },
      },
      text.text,
    ),
  )
  return h('span', { class: 'feedback', role: 'group', 'aria-label': 'Feedback' }, buttons, question)
}

/** A small button for something about the message. */
export function IconButton({ element, blockId, container }: ActionProps): JSX.Element {
  const { busy, act, question } = useAction({ element, blockId, container })
  const { text = { type: 'plain_text', text: 'Do it' }, value = '' } = element
  const onClick = () => void act({ type: 'icon_button', icon: element.icon, text, value })
  return h(
    'span',
    null,
    h('button', { type: 'button', class: 'button quiet', ...busy, onClick }, text.text),
    question,
  )
}
