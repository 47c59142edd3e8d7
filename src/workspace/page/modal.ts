import { h, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import type { OpenView } from '../client-protocol.ts'
import { send } from './api.ts'
import { BlockView } from './blocks.ts'
import type { Workspace } from './context.ts'
import { initialValue, type AnyElement, type ElementValue } from './element-value.ts'
import { InputField } from './input-field.ts'
import { useWorkspace } from './use-workspace.ts'

type Values = Record<string, Record<string, ElementValue>>

/** The topmost of the person's open views. */
export function Modals(): JSX.Element | null {
  const { state, place } = useWorkspace()
  const open = state.views.findLast((view) => view.user === place.user && view.view.type === 'modal')
  return open ? h(Modal, { open, key: open.id }) : null
}

function Modal({ open }: { open: OpenView }): JSX.Element {
  const workspace = useWorkspace()
  const { place, say } = workspace
  const dialog = useRef<HTMLDialogElement>(null)
  const [values, setValues] = useState<Values>({})
  const [isBusy, setBusy] = useState(false)
  const [missing, setMissing] = useState<Record<string, string>>({})
  const view = open.view as ModalView
  const blocks = view.blocks as KnownBlock[]
  useEffect(() => dialog.current?.showModal(), [])

  const change = (block: InputBlock, element: ElementValue) => {
    const [block_id, action_id] = [block.block_id ?? '', actionOf(block)]
    setValues((before) => ({ ...before, [block_id]: { [action_id]: element } }))
    const container = { type: 'view' as const, view_id: open.id }
    if (block.dispatch_action)
      void send('action', { user: place.user, container, block_id, action_id, element })
  }
  const close = () => void send('view/close', { user: place.user, view_id: open.id })
  const submit = async () => {
    const inputs = blocks.filter((block) => block.type === 'input')
    const empty = inputs.filter(
      (block) => block.optional !== true && isEmpty(valueOf(values, block, workspace)),
    )
    setMissing(Object.fromEntries(empty.map((block) => [block.block_id ?? '', 'Please fill this in.'])))
    if (empty.length > 0) return
    setBusy(true)
    const all = Object.fromEntries(
      inputs.map((block) => [block.block_id ?? '', { [actionOf(block)]: valueOf(values, block, workspace) }]),
    )
    const outcome = await send('view/submit', { user: place.user, view_id: open.id, values: all })
    setBusy(false)
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}. What you filled in is still here.`)
  }

  return h(
    'dialog',
    {
      ref: dialog,
      class: 'modal',
      'aria-label': view.title.text,
      onCancel: (event: Event) => {
        event.preventDefault()
        close()
      },
    },
    h(
      'form',
      {
        onSubmit: (event: Event) => {
          event.preventDefault()
          void submit()
        },
      },
      h(
        'header',
        null,
        h('h2', null, view.title.text),
        h('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onClick: close }, '✕'),
      ),
      h(
        'div',
        { class: 'modal-body' },
        blocks.map((block) =>
          block.type === 'input'
            ? h(InputField, {
                key: block.block_id,
                block,
                error: missing[block.block_id ?? ''] ?? open.errors[block.block_id ?? ''] ?? null,
                onValue: (value: ElementValue) => change(block, value),
              })
            : h(BlockView, { block, container: { type: 'view', view_id: open.id } }),
        ),
      ),
      h(
        'footer',
        null,
        h('button', { type: 'button', class: 'button', onClick: close }, view.close?.text ?? 'Close'),
        view.submit
          ? h('button', { type: 'submit', class: 'button primary', disabled: isBusy }, view.submit.text)
          : null,
      ),
    ),
  )
}

function actionOf(block: InputBlock): string {
  return 'action_id' in block.element ? (block.element.action_id ?? '') : ''
}

// What nobody changed is what the app put there.
function valueOf(values: Values, block: InputBlock, workspace: Workspace): ElementValue {
  return (
    values[block.block_id ?? '']?.[actionOf(block)] ?? initialValue(block.element as AnyElement, workspace)
  )
}

function isEmpty(value: ElementValue): boolean {
  return !Object.entries(value).some(
    ([key, part]) =>
      key !== 'type' && part !== null && part !== '' && !(Array.isArray(part) && part.length === 0),
  )
}
