import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { FileInput, InputBlock } from '@slack/types'
import type { SharedFile } from '../client-protocol.ts'
import { AnyElementView, type Aria } from './any-element.ts'
import { uploadFile } from './api.ts'
import { isTyped, type AnyElement } from './element-value.ts'
import { FileChip } from './file-card.ts'
import { useWorkspace } from './use-workspace.ts'

export interface InputFieldProps {
  block: InputBlock
  error: string | null
  onValue: (value: Record<string, unknown>) => void
  /** Enter, where the app wants to hear of what was typed. */
  onEnter?: () => void
}

/** An input block: its label, element, hint and error. */
export function InputField({ block, error, onValue, onEnter }: InputFieldProps): JSX.Element {
  const id = `field-${block.block_id ?? ''}`
  const element = block.element as AnyElement
  const aria: Aria = {
    'aria-labelledby': `${id}-label`,
    'aria-describedby':
      [block.hint && `${id}-hint`, error !== null && `${id}-error`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': error === null ? undefined : true,
    'aria-required': block.optional === true ? undefined : true,
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!onEnter || event.key !== 'Enter' || element.multiline || !isTyped(element)) return
    event.preventDefault()
    onEnter()
  }
  return h(
    'div',
    { class: `field${error === null ? '' : ' wrong'}`, onKeyDown },
    h(
      'label',
      { for: id, id: `${id}-label` },
      block.label.text,
      block.optional === true ? h('span', { class: 'muted' }, ' (optional)') : null,
    ),
    block.element.type === 'file_input'
      ? h(FilePicker, { element: block.element, id, aria, onValue })
      : h(AnyElementView, { element, id, label: null, aria, onValue }),
    block.hint ? h('p', { class: 'muted', id: `${id}-hint` }, block.hint.text) : null,
    error === null ? null : h('p', { class: 'error', role: 'alert', id: `${id}-error` }, error),
  )
}

function FilePicker({
  element,
  id,
  aria,
  onValue,
}: {
  element: FileInput
  id: string
  aria: Aria
  onValue: InputFieldProps['onValue']
}): JSX.Element {
  const { place, say } = useWorkspace()
  const [files, setFiles] = useState<SharedFile[]>([])
  const [isBusy, setBusy] = useState(false)
  const show = (next: SharedFile[]) => {
    setFiles(next)
    onValue({ type: element.type, files: next })
  }
  const most = element.max_files ?? 10
  const add = async (chosen: File[]) => {
    const right = chosen.filter(({ name }) => isOfType(name, element.filetypes))
    if (right.length < chosen.length) say(`Only ${(element.filetypes ?? []).join(', ')} can be added here.`)
    setBusy(true)
    try {
      const uploaded = await Promise.all(right.map((file) => uploadFile(place.user, file)))
      const all = [...files, ...uploaded]
      if (all.length > most)
        say(most === 1 ? 'One file only: the last one counts.' : `At most ${most} files.`)
      show(most === 1 ? all.slice(-1) : all.slice(0, most))
    } catch (error) {
      say(error instanceof Error ? error.message : 'The upload failed.')
    }
    setBusy(false)
  }
  return h(
    'div',
    {
      class: 'file-picker',
      onDragOver: (event: DragEvent) => event.preventDefault(),
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        void add([...(event.dataTransfer?.files ?? [])])
      },
    },
    files.map((file) =>
      h(FileChip, { file, key: file.id, onRemove: () => show(files.filter((each) => each !== file)) }),
    ),
    h('input', {
      id,
      type: 'file',
      multiple: most > 1,
      ...aria,
      accept: element.filetypes?.map((type) => `.${type}`).join(','),
      onChange: (event: Event) => {
        const input = event.currentTarget as HTMLInputElement
        void add([...(input.files ?? [])]).then(() => (input.value = ''))
      },
    }),
    h('span', { class: 'muted' }, isBusy ? 'Uploading…' : 'Choose a file or drop it here'),
  )
}

function isOfType(name: string, types: string[] | undefined): boolean {
  return types === undefined || types.some((type) => name.toLowerCase().endsWith(`.${type.toLowerCase()}`))
}
