import { h, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import type { OpenView } from '../client-protocol.ts'
import { send } from './api.ts'
import { BlockView } from './blocks.ts'
import type { Workspace } from './context.ts'
import { initialValue, isTyped, type AnyElement, type ElementValue } from './element-value.ts'
import { Icon } from './icon.ts'
import { InputField } from './input-field.ts'
import { useReturnOfFocus } from './return-of-focus.ts'
import { useWorkspace } from './use-workspace.ts'

type Values = Record<string, Record<string, ElementValue>>

/** The person's open views; the topmost is seen, those below keep what was typed. */
export function Modals(): JSX.Element {
  const { state, place } = useWorkspace()
  const open = state.views.filter((view) => view.user === place.user && view.view.type === 'modal')
  return h(
    'div',
    null,
    open.map((each, index) => h(Modal, { open: each, isTop: index === open.length - 1, key: each.id })),
  )
}

function Modal({ open, isTop }: { open: OpenView; isTop: boolean }): JSX.Element {
  const workspace = useWorkspace()
  const { place, say } = workspace
  const dialog = useRef<HTMLDialogElement>(null)
  const [values, setValues] = useState<Values>({})
  const [isBusy, setBusy] = useState(false)
  const [missing, setMissing] = useState<Record<string, string>>({})
  const view = open.view as ModalView
  const blocks = view.blocks as KnownBlock[]
  useReturnOfFocus()
  useEffect(() => {
    dialog.current?.showModal()
    focusOnFirst(dialog.current)
  }, [])
  useEffect(() => focusOnWrong(dialog.current), [missing, open.errors])

  const change = (block: InputBlock, element: ElementValue) => {
    const [block_id, action_id] = [block.block_id ?? '', actionOf(block)]
    setValues((before) => ({ ...before, [block_id]: { [action_id]: element } }))
    if (hearsChanges(block)) dispatch(block, element)
  }
  const dispatch = (block: InputBlock, element = valueOf(values, block, workspace)) => {
    const container = { type: 'view' as const, view_id: open.id }
    const [block_id, action_id] = [block.block_id ?? '', actionOf(block)]
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
      hidden: !isTop,
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
        h(
          'button',
          { type: 'button', class: 'icon', 'aria-label': 'Close', onClick: close },
          h(Icon, { name: 'close' }),
        ),
      ),
      h(
        'div',
        { class: 'modal-body', tabIndex: -1 },
        blocks.map((block) =>
          block.type === 'input'
            ? h(InputField, {
                key: `${block.block_id ?? ''} ${actionOf(block)} ${block.element.type}`,
                block,
                error: missing[block.block_id ?? ''] ?? open.errors[block.block_id ?? ''] ?? null,
                onValue: (value: ElementValue) => change(block, value),
                ...(block.dispatch_action ? { onEnter: () => dispatch(block) } : {}),
              })
            : h(BlockView, { key: block.block_id, block, container: { type: 'view', view_id: open.id } }),
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

// docs, dispatch_action_config: typing is heard at Enter, or at each character where the app says so.
function hearsChanges({ dispatch_action, element }: InputBlock): boolean {
  if (dispatch_action !== true) return false
  const on = (element as AnyElement).dispatch_action_config?.trigger_actions_on ?? []
  return !isTyped(element) || on.includes('on_character_entered')
}

function focusOnWrong(dialog: HTMLDialogElement | null): void {
  dialog?.querySelector<HTMLElement>('.wrong :is(input, select, textarea)')?.focus()
}

// Not the button that closes it, which stands first; where there is nothing to fill in, what is to be read.
function focusOnFirst(dialog: HTMLDialogElement | null): void {
  const body = dialog?.querySelector<HTMLElement>('.modal-body')
  const field = body?.querySelector<HTMLElement>('input, select, textarea')
  ;(field ?? body)?.focus()
}
