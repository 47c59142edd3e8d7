import type { KnownBlock } from '@slack/types'
import { checkBlocks } from './check-blocks.ts'
import type { Channel } from './client-protocol.ts'
import { text as textLimits } from './limits.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { StoredMessage } from './entries.ts'
import { appId, botId, botUserId, newId } from './ids.ts'
import type { Store } from './store.ts'
import type { Method } from './web-api.ts'

/** chat.* and reactions.* as the bot calls them. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': ({ store }, args) => {
    const channel = writableChannel(store, args['channel'])
    const { text, blocks } = contentOf(args)
    const thread = args['thread_ts'] === undefined ? null : String(args['thread_ts'])
    if (thread !== null && !store.message(channel.id, thread)) throw new SlackRefusal('thread_not_found')
    const message: StoredMessage = {
      channel: channel.id,
      ts: store.nextTs(),
      thread_ts: thread,
      user: botUserId,
      text: text.slice(0, textLimits.postMessage),
      blocks,
      files: [],
      reactions: [],
      edited: false,
      ephemeral_to: null,
      metadata: args['metadata'] ?? null,
    }
    store.put({ kind: 'message', value: message })
    const warning = text.length > textLimits.postMessage ? { warning: 'message_truncated' } : {}
    return { channel: channel.id, ts: message.ts, message: messagePayload(message), ...warning }
  },
  'chat.update': ({ store }, args) => {
    const message = ownMessage(store, args)
    const { text, blocks } = contentOf(args)
    if (text.length > textLimits.update) throw new SlackRefusal('msg_too_long')
    const metadata = args['metadata'] ?? message.metadata
    const changed = {
      ...message,
      text,
      blocks,
      metadata,
      edited: blocks.length === 0 && message.blocks.length === 0,
    }
    store.put({ kind: 'message', value: changed })
    return { channel: message.channel, ts: message.ts, text, message: messagePayload(changed) }
  },
  'chat.delete': ({ store }, args) => {
    const { channel, ts } = ownMessage(store, args)
    store.put({ kind: 'message_deleted', value: { channel, ts } })
    return { channel, ts }
  },
  'chat.postEphemeral': ({ store }, args) => {
    const channel = writableChannel(store, args['channel'])
    const user = String(args['user'])
    if (!channel.members.includes(user)) throw new SlackRefusal('user_not_in_channel')
    return {
      message_ts: showEphemeral(
        store,
        { channel: channel.id, user, thread: args['thread_ts'] },
        contentOf(args),
      ),
    }
  },
  'chat.getPermalink': ({ store, baseUrl }, args) => {
    const message = store.message(String(args['channel']), String(args['message_ts']))
    if (!message) throw new SlackRefusal('message_not_found')
    return {
      channel: message.channel,
      permalink: `${baseUrl()}/#${message.channel}/${message.thread_ts ?? message.ts}`,
    }
  },
  'reactions.add': ({ store }, args) => {
    react(store, {
      channel: args['channel'],
      ts: args['timestamp'],
      name: args['name'],
      user: botUserId,
      on: true,
    })
    return {}
  },
  'reactions.remove': ({ store }, args) => {
    react(store, {
      channel: args['channel'],
      ts: args['timestamp'],
      name: args['name'],
      user: botUserId,
      on: false,
    })
    return {}
  },
  'reactions.get': ({ store }, args) => {
    const message = store.message(String(args['channel']), String(args['timestamp']))
    if (!message) throw new SlackRefusal('message_not_found')
    return { type: 'message', channel: message.channel, message: messagePayload(message) }
  },
}

/** A message that one person sees; Slack does not keep it, and neither do we. */
export function showEphemeral(
  store: Store,
  to: { channel: string; user: string; thread?: unknown },
  content: { text: string; blocks: KnownBlock[] },
): string {
  const ts = store.nextTs()
  const thread = to.thread === undefined ? null : String(to.thread)
  const message = { channel: to.channel, ts, thread_ts: thread, user: botUserId, ...content }
  store.tell(
    {
      type: 'message',
      message: { ...message, files: [], reactions: [], edited: false, ephemeral_to: to.user },
    },
    { user: to.user },
  )
  return ts
}

/** Adds or takes away a reaction; refuses as Slack does. */
export function react(
  store: Store,
  of: { channel: unknown; ts: unknown; name: unknown; user: string; on: boolean },
): StoredMessage {
  const message = store.message(String(of.channel), String(of.ts))
  if (!message) throw new SlackRefusal('message_not_found')
  const name = String(of.name)
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? []
  if (of.on && users.includes(of.user)) throw new SlackRefusal('already_reacted')
  if (!of.on && !users.includes(of.user)) throw new SlackRefusal('no_reaction')
  const others = message.reactions.filter((reaction) => reaction.name !== name)
  const now = of.on ? [...users, of.user] : users.filter((user) => user !== of.user)
  const reactions = now.length === 0 ? others : [...others, { name, users: now }]
  const changed = { ...message, reactions }
  store.put({ kind: 'message', value: changed })
  return changed
}

/** A message as the Web API and payloads show it. */
export function messagePayload(message: StoredMessage): Record<string, unknown> {
  const byBot = message.user === botUserId
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    ...(byBot ? { bot_id: botId, app_id: appId } : {}),
    ...(message.thread_ts === null ? {} : { thread_ts: message.thread_ts }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((each) => ({ ...each, count: each.users.length })) }
      : {}),
  }
}

/** Text and blocks of a call, checked against Slack's limits; blocks get the ids that Slack gives them. */
export function contentOf(args: Record<string, unknown>): { text: string; blocks: KnownBlock[] } {
  const text = args['text'] === undefined ? '' : String(args['text'])
  const blocks = args['blocks'] === undefined ? [] : args['blocks']
  const refused = checkBlocks(blocks, 'message')
  if (refused) throw new SlackRefusal(refused.error, refused.messages)
  const list = (blocks as KnownBlock[]).map((block) => ({ ...block, block_id: block.block_id ?? newId('b') }))
  if (text === '' && list.length === 0) throw new SlackRefusal('no_text')
  return { text, blocks: list }
}

function writableChannel(store: Store, id: unknown): Channel {
  const wanted = String(id)
  const channel =
    store.channels.get(wanted) ?? (store.people.has(wanted) ? store.directMessage(wanted) : undefined)
  if (!channel || (channel.kind === 'private' && !channel.members.includes(botUserId)))
    throw new SlackRefusal('channel_not_found')
  if (!channel.members.includes(botUserId)) throw new SlackRefusal('not_in_channel')
  return channel
}

function ownMessage(store: Store, args: Record<string, unknown>): StoredMessage {
  const message = store.message(String(args['channel']), String(args['ts']))
  if (!message) throw new SlackRefusal('message_not_found')
  if (message.user !== botUserId) throw new SlackRefusal('cant_update_message')
  return message
}
