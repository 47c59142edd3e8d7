import { h, type ComponentChildren, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import { send, uploadFile } from './api.ts'
import { useWorkspace } from './use-workspace.ts'

export interface DropTargetProps {
  channel: string
  thread: string | null
  label: string
  children?: ComponentChildren
}

/** An area that files can be dropped on; they are shared at once, as in Slack after Enter. */
export function DropTarget({ channel, thread, label, children }: DropTargetProps): JSX.Element {
  const { place, say } = useWorkspace()
  const [depth, setDepth] = useState(0)
  const drop = async (files: File[]) => {
    try {
      const shared = await Promise.all(files.map((file) => uploadFile(place.user, file)))
      await send('message', {
        user: place.user,
        channel,
        text: '',
        thread_ts: thread,
        files: shared.map((file) => file.id),
      })
    } catch (error) {
      say(error instanceof Error ? error.message : 'The upload failed.')
    }
  }
  return h(
    'div',
    {
      class: 'drop-area',
      onDragEnter: (event: DragEvent) => {
        event.preventDefault()
        setDepth((before) => before + 1)
      },
      onDragOver: (event: DragEvent) => event.preventDefault(),
      onDragLeave: () => setDepth((before) => Math.max(0, before - 1)),
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        setDepth(0)
        const files = [...(event.dataTransfer?.files ?? [])]
        if (files.length > 0) void drop(files)
      },
    },
    children,
    depth > 0 ? h('div', { class: 'drop-hint' }, label) : null,
  )
}
