import { h } from 'preact'
import { useState } from 'preact/hooks'
import type { ConfirmationDialog } from '@slack/types'
import { send } from './api.ts'
import type { Container } from './blocks.ts'
import { ConfirmDialog } from './confirm-dialog.ts'
import type { AnyElement, ElementValue } from './element-value.ts'
import { useWorkspace } from './use-workspace.ts'

export interface ActionProps {
  element: AnyElement
  blockId: string
  container: Container
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
    if (isBusy || !(await isSure())) return false
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
  // Disabled, a button would lose the focus, and what it opens could not give it back.
  return { busy: { 'aria-disabled': isBusy }, act, question }
}
