import { h, type JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { SharedFile } from '../client-protocol.ts'
import { send, uploadFile } from './api.ts'
import { CommandList, matchingCommands } from './command-list.ts'
import { FileChip } from './file-card.ts'
import { Icon } from './icon.ts'
import { ShortcutMenu } from './shortcut-menu.ts'
import { useWorkspace } from './use-workspace.ts'

export interface ComposerProps {
  channel: string
  thread: string | null
  label: string
}

/** Where one writes: text, files, and commands with completion. */
export function Composer({ channel, thread, label }: ComposerProps): JSX.Element {
  const { state, place, say } = useWorkspace()
  const [text, setText] = useState('')
  const [files, setFiles] = useState<SharedFile[]>([])
  const [chosen, setChosen] = useState(0)
  const picker = useRef<HTMLInputElement>(null)
  const commands = thread === null ? matchingCommands(state.commands, text) : []

  const runShortcut = async (callback_id: string) => {
    const outcome = await send('shortcut', { user: place.user, callback_id, channel: null, ts: null })
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}`)
  }
  const shortcuts = state.shortcuts
    .filter(({ type }) => type === 'global')
    .map(({ name, callback_id }) => ({ name, run: () => void runShortcut(callback_id) }))

  const submit = async () => {
    const [command = '', ...rest] = text.trim().split(' ')
    if (text.trim() === '' && files.length === 0) return
    setText('')
    if (state.commands.some((each) => each.command === command)) {
      const outcome = await send('command', { user: place.user, channel, command, text: rest.join(' ') })
      if (!outcome.ok) say(`${command} failed: ${outcome.error ?? 'no answer'}`)
      return
    }
    setFiles([])
    const outcome = await send('message', {
      user: place.user,
      channel,
      text: text.trim(),
      thread_ts: thread,
      files: files.map((file) => file.id),
    })
    if (!outcome.ok) say(`Not sent: ${outcome.error ?? 'no answer'}`)
  }
  const attach = async (list: File[]) => {
    try {
      const uploaded = await Promise.all(list.map((file) => uploadFile(place.user, file)))
      setFiles((before) => [...before, ...uploaded])
    } catch (error) {
      say(error instanceof Error ? error.message : 'The upload failed.')
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = commands[chosen]
    const isPartial = picked !== undefined && text.trim() !== picked.command
    if (event.key === 'ArrowDown' && commands.length > 0)
      setChosen((before) => (before + 1) % commands.length)
    else if (event.key === 'ArrowUp' && commands.length > 0)
      setChosen((before) => (before - 1 + commands.length) % commands.length)
    else if (isPartial && (event.key === 'Tab' || event.key === 'Enter')) setText(`${picked.command} `)
    else if (event.key === 'Enter' && !event.shiftKey) void submit()
    else return
    event.preventDefault()
  }

  return h(
    'div',
    { class: 'composer' },
    commands.length > 0
      ? h(CommandList, { commands, chosen, onPick: (command: string) => setText(`${command} `) })
      : null,
    files.length > 0
      ? h(
          'div',
          { class: 'chips' },
          files.map((file) =>
            h(FileChip, {
              file,
              key: file.id,
              onRemove: () => setFiles((before) => before.filter((each) => each !== file)),
            }),
          ),
        )
      : null,
    h('textarea', {
      rows: 1,
      value: text,
      placeholder: label,
      'aria-label': label,
      onInput: (event: Event) => setText((event.currentTarget as HTMLTextAreaElement).value),
      onKeyDown,
    }),
    h(
      'div',
      { class: 'composer-bar' },
      h('input', {
        type: 'file',
        multiple: true,
        hidden: true,
        ref: picker,
        onChange: (event: Event) => {
          const input = event.currentTarget as HTMLInputElement
          void attach([...(input.files ?? [])])
          input.value = ''
        },
      }),
      h(
        'button',
        {
          type: 'button',
          class: 'icon',
          'aria-label': 'Attach a file',
          onClick: () => picker.current?.click(),
        },
        h(Icon, { name: 'plus' }),
      ),
      thread === null && shortcuts.length > 0
        ? h(ShortcutMenu, { label: 'Shortcuts', icon: 'zap', items: shortcuts })
        : null,
      h('span', { class: 'hint' }, thread === null ? 'Type / for commands' : ''),
      h(
        'button',
        {
          type: 'button',
          class: 'send',
          'aria-label': 'Send',
          disabled: text.trim() === '' && files.length === 0,
          onClick: () => void submit(),
        },
        'Send',
      ),
    ),
  )
}
