import { z } from 'zod'
import type { Channel } from './client-protocol.ts'
import { contentOf } from './content.ts'
import type { StoredMessage } from './entries.ts'
import { botUserId } from './ids.ts'
import { text as textLimits } from './limits.ts'
import { method, type ApiDeps, type Method } from './method.ts'
import { messagePayload } from './payloads.ts'
import { postMessage, showEphemeral, threadRoot } from './post-message.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

// What a message shall show is read by contentOf.
const Post = z.looseObject({
  channel: z.string(),
  thread_ts: z.string().optional(),
  metadata: z.unknown().optional(),
})
const Place = z.looseObject({ channel: z.string(), ts: z.string(), metadata: z.unknown().optional() })
const Metadata = z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })

/** chat.* as the bot calls them. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': method(Post, (deps, args) => {
    const channel = writableChannel(deps.store, args.channel)
    const { text, blocks } = contentOf(args)
    const message = postMessage(deps, {
      channel,
      thread: threadRoot(deps.store, channel, args.thread_ts),
      user: botUserId,
      text: text.slice(0, textLimits.postMessage),
      blocks,
      metadata: checkedMetadata(args.metadata),
    })
    const answer = { channel: channel.id, ts: message.ts, message: messagePayload(deps, message) }
    if (text.length <= textLimits.postMessage) return answer
    const warning = 'message_truncated'
    return { ...answer, warning, response_metadata: { warnings: [warning] } }
  }),
  'chat.update': method(Place, (deps, args) => {
    const message = ownMessage(deps, args, 'cant_update_message')
    const { text, blocks } = contentOf(args)
    if (text.length > textLimits.update) throw new SlackRefusal('msg_too_long')
    const isTextOnly = blocks.length === 0 && message.blocks.length === 0
    const changed = {
      ...message,
      text,
      blocks,
      metadata: checkedMetadata(args.metadata) ?? message.metadata,
      edited: message.edited || isTextOnly,
    }
    deps.store.put({ kind: 'message', value: changed })
    return { channel: message.channel, ts: message.ts, text, message: messagePayload(deps, changed) }
  }),
  'chat.delete': method(Place, (deps, args) => {
    const { channel, ts } = ownMessage(deps, args, 'cant_delete_message')
    deps.store.put({ kind: 'message_deleted', value: { channel, ts } })
    return { channel, ts }
  }),
  'chat.postEphemeral': method(Post.extend({ user: z.string() }), ({ store }, args) => {
    const channel = writableChannel(store, args.channel)
    if (!channel.members.includes(args.user)) throw new SlackRefusal('user_not_in_channel')
    const thread = threadRoot(store, channel, args.thread_ts)
    const to = { channel: channel.id, user: args.user, thread }
    return { message_ts: showEphemeral(store, to, contentOf(args)) }
  }),
  'chat.getPermalink': method(
    z.object({ channel: z.string(), message_ts: z.string() }),
    ({ store, baseUrl }, args) => {
      if (!store.channels.has(args.channel)) throw new SlackRefusal('channel_not_found')
      const message = store.message(args.channel, args.message_ts)
      if (!message) throw new SlackRefusal('message_not_found')
      // The page's addresses start with the person; none means whoever opens it.
      const thread = message.thread_ts ?? message.ts
      return { channel: message.channel, permalink: `${baseUrl()}/#/${message.channel}/${thread}` }
    },
  ),
}

function writableChannel(store: Store, id: string): Channel {
  const channel = store.channels.get(id) ?? (store.people.has(id) ? store.directMessage(id) : undefined)
  if (!channel || (channel.kind === 'private' && !channel.members.includes(botUserId)))
    throw new SlackRefusal('channel_not_found')
  if (!channel.members.includes(botUserId)) throw new SlackRefusal('not_in_channel')
  return channel
}

function ownMessage(
  { store }: Pick<ApiDeps, 'store'>,
  at: { channel: string; ts: string },
  otherwise: string,
): StoredMessage {
  if (!store.channels.has(at.channel)) throw new SlackRefusal('channel_not_found')
  const message = store.message(at.channel, at.ts)
  if (!message) throw new SlackRefusal('message_not_found')
  if (message.user !== botUserId) throw new SlackRefusal(otherwise)
  return message
}

function checkedMetadata(value: unknown): unknown {
  if (value === undefined) return null
  const metadata = Metadata.safeParse(value)
  if (!metadata.success) throw new SlackRefusal('invalid_metadata_format')
  return metadata.data
}
