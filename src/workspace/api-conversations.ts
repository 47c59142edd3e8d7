import { messagePayload } from './api-chat.ts'
import type { Channel } from './client-protocol.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { StoredMessage } from './entries.ts'
import { botUserId } from './ids.ts'
import type { Store } from './store.ts'
import type { Method } from './web-api.ts'

/** conversations.* as the bot calls them. */
export const conversationMethods: Record<string, Method> = {
  'conversations.info': ({ store }, args) => ({ channel: channelPayload(visible(store, args)) }),
  'conversations.list': ({ store }) => ({
    channels: [...store.channels.values()]
      .filter((channel) => store.canSee(botUserId, channel))
      .map(channelPayload),
    response_metadata: { next_cursor: '' },
  }),
  'conversations.members': ({ store }, args) => ({
    members: visible(store, args).members,
    response_metadata: { next_cursor: '' },
  }),
  'conversations.open': ({ store }, args) => {
    const channel = store.directMessage(String(args['users']))
    if (!channel) throw new SlackRefusal('user_not_found')
    return { channel: channelPayload(channel) }
  },
  'conversations.history': ({ store }, args) => {
    const channel = joined(store, args)
    return page(
      store.messagesIn(channel.id).filter((message) => message.thread_ts === null),
      args,
    ).reversed
  },
  'conversations.replies': ({ store }, args) => {
    const channel = joined(store, args)
    const ts = String(args['ts'])
    if (!store.message(channel.id, ts)) throw new SlackRefusal('thread_not_found')
    return page(
      store.messagesIn(channel.id).filter((message) => message.ts === ts || message.thread_ts === ts),
      args,
    ).inOrder
  },
}

function page(messages: StoredMessage[], args: Record<string, unknown>) {
  const oldest = Number(args['oldest'] ?? 0)
  const limit = Number(args['limit'] ?? 100)
  const withMetadata = args['include_all_metadata'] === true
  const list = messages
    .filter((message) => Number(message.ts) > oldest)
    .slice(-limit)
    .map((message) => ({
      ...messagePayload(message),
      ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    }))
  return {
    inOrder: { messages: list, has_more: false },
    reversed: { messages: list.toReversed(), has_more: false },
  }
}

function channelPayload(channel: Channel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: channel.kind === 'public',
    is_private: channel.kind !== 'public',
    is_im: channel.kind === 'im',
    is_member: channel.members.includes(botUserId),
    ...(channel.kind === 'im' ? { user: channel.members.find((member) => member !== botUserId) } : {}),
  }
}

function visible(store: Store, args: Record<string, unknown>): Channel {
  const channel = store.channels.get(String(args['channel']))
  if (!channel || !store.canSee(botUserId, channel)) throw new SlackRefusal('channel_not_found')
  return channel
}

function joined(store: Store, args: Record<string, unknown>): Channel {
  const channel = visible(store, args)
  if (!channel.members.includes(botUserId)) throw new SlackRefusal('not_in_channel')
  return channel
}
