import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Button } from '@slack/types'
import { AnyElementView } from './any-element.ts'
import { send } from './api.ts'
import type { Container } from './blocks.ts'
import type { AnyElement, ElementValue } from './element-value.ts'
import { Plain } from './plain.ts'
import { useWorkspace } from './use-workspace.ts'

export interface ActionProps {
  element: { type: string }
  blockId: string
  container: Container
}

/** An element that tells the app at once when it is used. */
export function ActionElement({ element, blockId, container }: ActionProps): JSX.Element {
  if (element.type === 'button') return h(ButtonElement, { button: element as Button, blockId, container })
  return h(Chooser, { element, blockId, container })
}

function Chooser({
  element,
  blockId,
  container,
}: {
  element: AnyElement
  blockId: string
  container: Container
}): JSX.Element {
  const { act } = useAction(blockId, container)
  const label = element.placeholder?.text ?? 'Choose'
  const onValue = (value: ElementValue) => void act(element.action_id, value)
  return h(AnyElementView, { element, id: `${blockId}-${element.action_id ?? ''}`, label, onValue })
}

export function useAction(blockId: string, container: Container) {
  const { place, say } = useWorkspace()
  const [isBusy, setBusy] = useState(false)
  const act = async (actionId: string | undefined, element: Record<string, unknown>) => {
    setBusy(true)
    const outcome = await send('action', {
      user: place.user,
      container,
      block_id: blockId,
      action_id: actionId ?? '',
      element,
    })
    setBusy(false)
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}`)
  }
  return { isBusy, act }
}

function ButtonElement({
  button,
  blockId,
  container,
}: {
  button: Button
  blockId: string
  container: Container
}): JSX.Element {
  const { isBusy, act } = useAction(blockId, container)
  const click = () => {
    const question = button.confirm
      ? `${button.confirm.title?.text ?? ''}\n\n${button.confirm.text.text}`
      : null
    if (question !== null && !confirm(question)) return
    if (button.url && /^https?:/.test(button.url)) open(button.url, '_blank', 'noopener')
    void act(button.action_id, { type: 'button', text: button.text, value: button.value ?? '' })
  }
  return h(
    'button',
    { type: 'button', class: `button ${button.style ?? ''}`, disabled: isBusy, onClick: click },
    h(Plain, { text: button.text.text }),
  )
}
