import { h, type JSX } from 'preact'
import type { Message } from '../client-protocol.ts'
import { Avatar } from './avatar.ts'
import { Blocks } from './blocks.ts'
import { Emoji } from './emoji.ts'
import { FileCard } from './file-card.ts'
import { FoldedText } from './folded-text.ts'
import { MessageMenu, toggleReaction } from './message-menu.ts'
import { personName } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

/** One message with its files, blocks, reactions and what can be done with it. */
export function MessageItem({ message, inThread }: { message: Message; inThread: boolean }): JSX.Element {
  const { state } = useWorkspace()
  const isBot = state.people.some((person) => person.id === message.user && person.bot)
  const container = { type: 'message' as const, channel: message.channel, ts: message.ts }
  return h(
    'li',
    { class: `message${message.ephemeral_to ? ' ephemeral' : ''}`, 'data-ts': message.ts },
    h(Avatar, { user: message.user }),
    h(
      'div',
      { class: 'message-body' },
      h(
        'div',
        { class: 'message-head' },
        h('strong', null, personName(state, message.user)),
        isBot ? h('span', { class: 'badge' }, 'APP') : null,
        h('time', { dateTime: new Date(Number(message.ts) * 1000).toISOString() }, timeText(message.ts)),
        message.edited ? h('span', { class: 'muted' }, '(edited)') : null,
      ),
      message.ephemeral_to ? h(OnlyYou, { message }) : null,
      message.blocks.length > 0
        ? h(Blocks, { blocks: message.blocks, container })
        : message.text === ''
          ? null
          : h(FoldedText, { text: message.text }),
      message.files.length > 0
        ? h(
            'div',
            { class: 'files' },
            message.files.map((file) => h(FileCard, { file, key: file.id })),
          )
        : null,
      h(Reactions, { message }),
      inThread ? null : h(Replies, { message }),
    ),
    message.ephemeral_to ? null : h(MessageMenu, { message, inThread }),
  )
}

function OnlyYou({ message }: { message: Message }): JSX.Element {
  const { dismiss } = useWorkspace()
  return h(
    'p',
    { class: 'muted' },
    'Only visible to you · ',
    h('button', { type: 'button', class: 'link', onClick: () => dismiss(message) }, 'Dismiss'),
  )
}

function Reactions({ message }: { message: Message }): JSX.Element | null {
  const { state, place } = useWorkspace()
  if (message.reactions.length === 0) return null
  return h(
    'div',
    { class: 'reactions' },
    message.reactions.map((reaction) =>
      h(
        'button',
        {
          type: 'button',
          key: reaction.name,
          'aria-pressed': reaction.users.includes(place.user),
          'aria-label': `${reaction.name}, ${reaction.users.length}`,
          title: reaction.users.map((user) => personName(state, user)).join(', '),
          onClick: () => void toggleReaction(message, reaction.name, place.user),
        },
        h(Emoji, { name: reaction.name }),
        ` ${reaction.users.length}`,
      ),
    ),
  )
}

function Replies({ message }: { message: Message }): JSX.Element | null {
  const { state, go } = useWorkspace()
  const replies = state.messages.filter(
    (each) => each.channel === message.channel && each.thread_ts === message.ts && !each.ephemeral_to,
  )
  if (replies.length === 0) return null
  return h(
    'button',
    { type: 'button', class: 'replies', onClick: () => go({ thread: message.ts }) },
    `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`,
  )
}

function timeText(ts: string): string {
  return new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
