import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Button } from '@slack/types'
import { AnyElementView } from './any-element.ts'
import { optionsOf, type ElementValue } from './element-value.ts'
import { FeedbackButtons, IconButton } from './feedback-buttons.ts'
import { Plain } from './plain.ts'
import { ShortcutMenu } from './shortcut-menu.ts'
import { useAction, type ActionProps } from './use-action.ts'

/** An element that tells the app at once when it is used. */
export function ActionElement({ element, blockId, container }: ActionProps): JSX.Element {
  switch (element.type) {
    case 'image':
      return h('img', { class: 'thumbnail', src: element.image_url ?? '', alt: element.alt_text ?? '' })
    case 'button':
      return h(ButtonElement, { element, blockId, container })
    case 'overflow':
      return h(Overflow, { element, blockId, container })
    case 'feedback_buttons':
      return h(FeedbackButtons, { element, blockId, container })
    case 'icon_button':
      return h(IconButton, { element, blockId, container })
    default:
      return h(Chooser, { element, blockId, container })
  }
}

function Chooser({ element, blockId, container }: ActionProps): JSX.Element {
  const { act, question } = useAction({ element, blockId, container })
  const [round, setRound] = useState(0)
  const label = element.placeholder?.text ?? 'Choose'
  // Who thinks better of it sees what was there before.
  const onValue = (value: ElementValue) =>
    void act(value).then((done) => (done ? undefined : setRound((before) => before + 1)))
  const id = `${blockId}-${element.action_id ?? ''}`
  return h(
    'span',
    null,
    h(AnyElementView, { key: `${round} ${JSON.stringify(element)}`, element, id, label, onValue }),
    question,
  )
}

function Overflow({ element, blockId, container }: ActionProps): JSX.Element {
  const { act, question } = useAction({ element, blockId, container })
  const items = optionsOf(element).map((option) => ({
    name: option.text.text,
    run: () => {
      openAddress('url' in option ? option.url : undefined)
      void act({ type: 'overflow', selected_option: option })
    },
  }))
  return h('span', null, h(ShortcutMenu, { label: 'More', icon: 'more', items }), question)
}

function ButtonElement({ element, blockId, container }: ActionProps): JSX.Element {
  const button = element as unknown as Button
  const { busy, act, question } = useAction({ element, blockId, container })
  const click = () => {
    openAddress(button.url)
    void act({ type: 'button', text: button.text, value: button.value ?? '' })
  }
  return h(
    'span',
    null,
    h(
      'button',
      {
        type: 'button',
        class: `button ${button.style ?? ''}`,
        ...busy,
        'aria-label': button.accessibility_label,
        onClick: click,
      },
      h(Plain, { text: button.text.text }),
      button.url ? h('span', { class: 'sr-only' }, ' (opens in a new tab)') : null,
    ),
    question,
  )
}

function openAddress(url: unknown): void {
  if (typeof url === 'string' && /^https?:\/\//i.test(url)) open(url, '_blank', 'noopener,noreferrer')
}
