import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { FileInput, InputBlock } from '@slack/types'
import type { SharedFile } from '../client-protocol.ts'
import { AnyElementView } from './any-element.ts'
import { uploadFile } from './api.ts'
import type { AnyElement } from './element-value.ts'
import { FileChip } from './file-card.ts'
import { useWorkspace } from './use-workspace.ts'

export interface InputFieldProps {
  block: InputBlock
  error: string | null
  onValue: (value: Record<string, unknown>) => void
}

/** An input block: its label, element, hint and error. */
export function InputField({ block, error, onValue }: InputFieldProps): JSX.Element {
  const id = `field-${block.block_id ?? ''}`
  return h(
    'div',
    { class: `field${error === null ? '' : ' wrong'}` },
    h(
      'label',
      { for: id },
      block.label.text,
      block.optional === true ? h('span', { class: 'muted' }, ' (optional)') : null,
    ),
    block.element.type === 'file_input'
      ? h(FilePicker, { element: block.element, id, onValue })
      : h(AnyElementView, { element: block.element as AnyElement, id, label: null, onValue }),
    block.hint ? h('p', { class: 'muted' }, block.hint.text) : null,
    error === null ? null : h('p', { class: 'error', role: 'alert' }, error),
  )
}

function FilePicker({
  element,
  id,
  onValue,
}: {
  element: FileInput
  id: string
  onValue: InputFieldProps['onValue']
}): JSX.Element {
  const { place, say } = useWorkspace()
  const [files, setFiles] = useState<SharedFile[]>([])
  const [isBusy, setBusy] = useState(false)
  const show = (next: SharedFile[]) => {
    setFiles(next)
    onValue({ type: element.type, files: next })
  }
  const add = async (chosen: File[]) => {
    setBusy(true)
    try {
      const uploaded = await Promise.all(chosen.map((file) => uploadFile(place.user, file)))
      show([...files, ...uploaded].slice(-(element.max_files ?? 10)))
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
      multiple: (element.max_files ?? 10) > 1,
      accept: element.filetypes?.map((type) => `.${type}`).join(','),
      onChange: (event: Event) => {
        const input = event.currentTarget as HTMLInputElement
        void add([...(input.files ?? [])]).then(() => (input.value = ''))
      },
    }),
    h('span', { class: 'muted' }, isBusy ? 'Uploading…' : 'Choose a file or drop it here'),
  )
}
