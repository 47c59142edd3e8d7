import { z } from 'zod'
import type { Channel } from './client-protocol.ts'
import type { StoredMessage } from './entries.ts'
import { botUserId } from './ids.ts'
import { joinChannel } from './membership.ts'
import { Flag, method, Whole, type ApiDeps, type Method } from './method.ts'
import { pageOf, Paging } from './paging.ts'
import { channelPayload, messagePayload } from './payloads.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

const InChannel = z.object({ channel: z.string() })
const Search = InChannel.extend({
  oldest: z.coerce.number().default(0),
  latest: z.coerce.number().default(Number.POSITIVE_INFINITY),
  inclusive: Flag.default(false),
  limit: Whole.pipe(z.number().min(1).max(1000)).default(100),
  cursor: z.string().default(''),
  include_all_metadata: Flag.default(false),
})
type Search = z.infer<typeof Search>

const kindsOfTypes: Record<string, Channel['kind']> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
}

/** conversations.* as the bot calls them. */
export const conversationMethods: Record<string, Method> = {
  'conversations.info': method(InChannel, ({ store }, args) => ({
    channel: channelPayload(visibleChannel(store, args.channel)),
  })),
  'conversations.list': method(
    Paging.extend({ types: z.string().default('public_channel') }),
    ({ store }, args) => {
      const kinds = conversationKinds(args.types)
      const visible = [...store.channels.values()].filter(
        (channel) => kinds.includes(channel.kind) && store.canSee(botUserId, channel),
      )
      const { items, ...rest } = pageOf(visible, args, (channel) => channel.id)
      return { channels: items.map(channelPayload), ...rest }
    },
  ),
  'conversations.members': method(InChannel.extend(Paging.shape), ({ store }, args) => {
    const { items, ...rest } = pageOf(visibleChannel(store, args.channel).members, args, (member) => member)
    return { members: items, ...rest }
  }),
  'conversations.open': method(z.object({ users: z.string() }), ({ store }, args) => {
    const channel = store.directMessage(args.users)
    if (!channel) throw new SlackRefusal('user_not_found')
    return { no_op: true, already_open: true, channel: channelPayload(channel) }
  }),
  'conversations.join': method(InChannel, (deps, args) => {
    const channel = visibleChannel(deps.store, args.channel)
    if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type')
    if (!channel.members.includes(botUserId))
      return { channel: channelPayload(joinChannel(deps, channel, { member: botUserId, inviter: null })) }
    const warning = 'already_in_channel'
    return { channel: channelPayload(channel), warning, response_metadata: { warnings: [warning] } }
  }),
  'conversations.history': method(Search, (deps, args) => {
    const channel = joinedChannel(deps.store, args.channel)
    const roots = deps.store.messagesIn(channel.id).filter((message) => message.thread_ts === null)
    return page(deps, roots.toReversed(), args)
  }),
  'conversations.replies': method(Search.extend({ ts: z.string() }), (deps, args) => {
    const channel = joinedChannel(deps.store, args.channel)
    if (!deps.store.message(channel.id, args.ts)) throw new SlackRefusal('thread_not_found')
    const isPart = (message: StoredMessage) => message.ts === args.ts || message.thread_ts === args.ts
    return page(deps, deps.store.messagesIn(channel.id).filter(isPart), args)
  }),
}

/** What `types` asks for, in our words. */
export function conversationKinds(types: string): (Channel['kind'] | undefined)[] {
  return types.split(',').map((type) => kindsOfTypes[type.trim()])
}

/** One page of these, in their order; the cursor is the place of the next one's first message. */
function page(deps: ApiDeps, messages: StoredMessage[], search: Search): Record<string, unknown> {
  const between = messages.filter(({ ts }) => {
    const time = Number(ts)
    return search.inclusive
      ? time >= search.oldest && time <= search.latest
      : time > search.oldest && time < search.latest
  })
  const found = search.cursor === '' ? 0 : between.findIndex((message) => cursorOf(message) === search.cursor)
  if (found === -1) throw new SlackRefusal('invalid_cursor')
  const next = between[found + search.limit]
  return {
    messages: between.slice(found, found + search.limit).map((message) => ({
      ...messagePayload(deps, message),
      ...threadSummary(deps.store, message),
      ...(search.include_all_metadata && message.metadata ? { metadata: message.metadata } : {}),
    })),
    has_more: next !== undefined,
    ...(next ? { response_metadata: { next_cursor: cursorOf(next) } } : {}),
  }
}

function cursorOf(message: StoredMessage): string {
  return Buffer.from(`next_ts:${message.ts}`).toString('base64')
}

function threadSummary(store: Store, root: StoredMessage): Record<string, unknown> {
  const replies = store.messagesIn(root.channel).filter((message) => message.thread_ts === root.ts)
  const last = replies.at(-1)
  if (!last) return {}
  const users = [...new Set(replies.map((reply) => reply.user))]
  return {
    thread_ts: root.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: last.ts,
  }
}

function visibleChannel(store: Store, id: string): Channel {
  const channel = store.channels.get(id)
  if (!channel || !store.canSee(botUserId, channel)) throw new SlackRefusal('channel_not_found')
  return channel
}

function joinedChannel(store: Store, id: string): Channel {
  const channel = visibleChannel(store, id)
  if (!channel.members.includes(botUserId)) throw new SlackRefusal('not_in_channel')
  return channel
}
