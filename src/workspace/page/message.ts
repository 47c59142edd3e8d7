import { h, type JSX } from 'preact'
import type { Message, React } from '../client-protocol.ts'
import { send } from './api.ts'
import { Avatar } from './avatar.ts'
import { Blocks } from './blocks.ts'
import { Emoji } from './emoji.ts'
import { FileCard } from './file-card.ts'
import { Mrkdwn } from './mrkdwn.ts'
import { personName } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

const quickReactions = ['thumbsup', 'eyes', 'white_check_mark']

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
      message.ephemeral_to ? h('p', { class: 'muted' }, 'Only visible to you') : null,
      message.blocks.length > 0
        ? h(Blocks, { blocks: message.blocks, container })
        : message.text === ''
          ? null
          : h('p', { class: 'text' }, h(Mrkdwn, { text: message.text })),
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
    message.ephemeral_to ? null : h(Menu, { message, inThread }),
  )
}

function Menu({ message, inThread }: { message: Message; inThread: boolean }): JSX.Element {
  const { state, place, go, say } = useWorkspace()
  const run = async (callback_id: string) => {
    const outcome = await send('shortcut', {
      user: place.user,
      callback_id,
      channel: message.channel,
      ts: message.ts,
    })
    if (!outcome.ok) say(`That failed: ${outcome.error ?? 'no answer'}`)
  }
  return h(
    'div',
    { class: 'message-menu', role: 'toolbar', 'aria-label': 'Message actions' },
    quickReactions.map((name) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': `React with ${name}`,
          onClick: () => void toggle(message, name, place.user),
        },
        h(Emoji, { name }),
      ),
    ),
    inThread ? null : h('button', { type: 'button', onClick: () => go({ thread: message.ts }) }, 'Reply'),
    state.shortcuts
      .filter((each) => each.type === 'message')
      .map((each) => h('button', { type: 'button', onClick: () => void run(each.callback_id) }, each.name)),
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
          onClick: () => void toggle(message, reaction.name, place.user),
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

async function toggle(message: Message, name: string, user: string): Promise<void> {
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(user) ?? false
  const change: React = { user, channel: message.channel, ts: message.ts, name, on: !mine }
  await send('reaction', change)
}

function timeText(ts: string): string {
  return new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
