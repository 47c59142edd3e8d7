import { h, type JSX } from 'preact'
import type { Message, React } from '../client-protocol.ts'
import { send } from './api.ts'
import { Emoji } from './emoji.ts'
import { ShortcutMenu } from './shortcut-menu.ts'
import { useWorkspace } from './use-workspace.ts'

const quickReactions = ['thumbsup', 'eyes', 'white_check_mark']

/** What can be done with a message: react, reply, and the app's shortcuts. */
export function MessageMenu({ message, inThread }: { message: Message; inThread: boolean }): JSX.Element {
  const { state, place, go, say } = useWorkspace()
  const { channel, ts } = message
  const run = async (callback_id: string) => {
    const outcome = await send('shortcut', { user: place.user, callback_id, channel, ts })
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}`)
  }
  const items = state.shortcuts
    .filter(({ type }) => type === 'message')
    .map(({ name, callback_id }) => ({ name, run: () => void run(callback_id) }))
  return h(
    'div',
    { class: 'message-menu', role: 'toolbar', 'aria-label': 'Message actions' },
    quickReactions.map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'icon',
          'aria-label': `React with ${name}`,
          title: name.replaceAll('_', ' '),
          onClick: () => void toggleReaction(message, name, place.user),
        },
        h(Emoji, { name }),
      ),
    ),
    inThread ? null : h('button', { type: 'button', onClick: () => go({ thread: ts }) }, 'Reply'),
    items.length > 0 ? h(ShortcutMenu, { label: 'More actions', icon: 'more', items }) : null,
  )
}

export async function toggleReaction(message: Message, name: string, user: string): Promise<void> {
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(user) ?? false
  const change: React = { user, channel: message.channel, ts: message.ts, name, on: !mine }
  await send('reaction', change)
}
