import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Button, ConfirmationDialog } from '@slack/types'
import { AnyElementView } from './any-element.ts'
import { send } from './api.ts'
import type { Container } from './blocks.ts'
import { ConfirmDialog } from './confirm-dialog.ts'
import { optionsOf, type AnyElement, type ElementValue } from './element-value.ts'
import { FeedbackButtons, IconButton } from './feedback-buttons.ts'
import { Plain } from './plain.ts'
import { ShortcutMenu } from './shortcut-menu.ts'
import { useWorkspace } from './use-workspace.ts'

export interface ActionProps {
  element: AnyElement
  blockId: string
  container: Container
}

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

interface Waiting {
  dialog: ConfirmationDialog
  answer: (isSure: boolean) => void
}

/** Tells the app what was done with an element, after asking where the app wants that. */
export function useAction({ element, blockId, container }: ActionProps) {
  const { place, say } = useWorkspace()
  const [isBusy, setBusy] = useState(false)
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const isSure = async (): Promise<boolean> => {
    const dialog = element.confirm
    if (!dialog) return true
    const answered = await new Promise<boolean>((answer) => setWaiting({ dialog, answer }))
    setWaiting(null)
    return answered
  }
  const act = async (value: ElementValue): Promise<boolean> => {
    if (!(await isSure())) return false
    setBusy(true)
    const outcome = await send('action', {
      user: place.user,
      container,
      block_id: blockId,
      action_id: element.action_id ?? '',
      element: value,
    })
    setBusy(false)
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}`)
    return true
  }
  const question = waiting && h(ConfirmDialog, { dialog: waiting.dialog, onAnswer: waiting.answer })
  return { isBusy, act, question }
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
  return h('span', null, h(ShortcutMenu, { label: 'More', sign: '⋯', items }), question)
}

function ButtonElement({ element, blockId, container }: ActionProps): JSX.Element {
  const button = element as unknown as Button
  const { isBusy, act, question } = useAction({ element, blockId, container })
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
        disabled: isBusy,
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
