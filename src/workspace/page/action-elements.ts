import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Button, StaticSelect } from '@slack/types'
import { send } from './api.ts'
import type { Container } from './blocks.ts'
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
  if (element.type === 'static_select')
    return h(SelectElement, { select: element as StaticSelect, blockId, container })
  return h('span', { class: 'muted' }, `This page does not show elements of type ${element.type}.`)
}

function useAction(blockId: string, container: Container) {
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
    void act(button.action_id, { type: 'button', text: button.text, value: button.value ?? '' })
  }
  return h(
    'button',
    { type: 'button', class: `button ${button.style ?? ''}`, disabled: isBusy, onClick: click },
    h(Plain, { text: button.text.text }),
  )
}

function SelectElement({
  select,
  blockId,
  container,
}: {
  select: StaticSelect
  blockId: string
  container: Container
}): JSX.Element {
  const { isBusy, act } = useAction(blockId, container)
  const options = select.options ?? []
  return h(
    'select',
    {
      disabled: isBusy,
      'aria-label': select.placeholder?.text ?? 'Choose',
      onChange: (event: Event) => {
        const option = options.find((each) => each.value === (event.currentTarget as HTMLSelectElement).value)
        if (option) void act(select.action_id, { type: 'static_select', selected_option: option })
      },
    },
    h('option', { value: '' }, select.placeholder?.text ?? 'Choose'),
    options.map((option) => h('option', { value: option.value ?? '' }, option.text.text)),
  )
}
