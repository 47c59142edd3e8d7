import { h, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ConfirmationDialog } from '@slack/types'
import { Plain } from './plain.ts'
import { TextObject } from './text-object.ts'
import { useReturnOfFocus } from './return-of-focus.ts'

export interface ConfirmDialogProps {
  dialog: ConfirmationDialog
  onAnswer: (isSure: boolean) => void
}

/** Asks whether somebody is sure, in the app's words. */
export function ConfirmDialog({ dialog, onAnswer }: ConfirmDialogProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null)
  useReturnOfFocus()
  useEffect(() => box.current?.showModal(), [])
  const style = dialog.style === 'danger' ? 'danger' : 'primary'
  return h(
    'dialog',
    {
      ref: box,
      class: 'modal small',
      role: 'alertdialog',
      'aria-label': dialog.title?.text ?? 'Are you sure?',
      onCancel: (event: Event) => {
        event.preventDefault()
        event.stopPropagation()
        onAnswer(false)
      },
    },
    h('header', null, h('h2', null, h(Plain, { text: dialog.title?.text ?? 'Are you sure?' }))),
    h('p', { class: 'modal-body text' }, h(TextObject, { text: dialog.text })),
    h(
      'footer',
      null,
      h(
        'button',
        { type: 'button', class: 'button', onClick: () => onAnswer(false) },
        dialog.deny?.text ?? 'No',
      ),
      h(
        'button',
        { type: 'button', class: `button ${style}`, onClick: () => onAnswer(true) },
        dialog.confirm?.text ?? 'Yes',
      ),
    ),
  )
}
