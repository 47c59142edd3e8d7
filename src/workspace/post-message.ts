import type { KnownBlock } from '@slack/types'
import type { Channel, SharedFile } from './client-protocol.ts'
import type { StoredFile, StoredMessage } from './entries.ts'
import { botUserId } from './ids.ts'
import type { ApiDeps } from './method.ts'
import { messagePayload } from './payloads.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

export interface NewMessage {
  channel: Channel
  thread: string | null
  user: string
  text: string
  blocks?: KnownBlock[]
  files?: StoredFile[]
  metadata?: unknown
}

type Deps = Pick<ApiDeps, 'store' | 'events' | 'baseUrl'>

/** Puts a message into its channel, shares its files there, and tells the app what it may hear of that. */
export function postMessage(deps: Deps, post: NewMessage): StoredMessage {
  const { store } = deps
  const ts = store.nextTs()
  const share = { channel: post.channel.id, ts, thread_ts: post.thread }
  const files = (post.files ?? []).map((file) => ({ ...file, shares: [...file.shares, share] }))
  for (const file of files) store.put({ kind: 'file', value: file })
  const message: StoredMessage = {
    channel: post.channel.id,
    ts,
    thread_ts: post.thread,
    user: post.user,
    text: post.text,
    blocks: post.blocks ?? [],
    files: files.map(publicFile),
    reactions: [],
    edited: false,
    ephemeral_to: null,
    metadata: post.metadata ?? null,
  }
  store.put({ kind: 'message', value: message })
  tellApp(deps, post.channel, message)
  return message
}

function tellApp(deps: Deps, channel: Channel, message: StoredMessage): void {
  const { events } = deps
  for (const { id } of message.files)
    events.emit(
      {
        type: 'file_shared',
        file_id: id,
        user_id: message.user,
        file: { id },
        channel_id: channel.id,
        event_ts: message.ts,
      },
      channel,
    )
  const shown = { ...messagePayload(deps, message), channel: channel.id, event_ts: message.ts }
  const subtype = message.files.length > 0 ? { subtype: 'file_share' } : {}
  events.emit({ ...shown, ...subtype, type: 'message', channel_type: channelTypes[channel.kind] }, channel)
  const isMention = message.text.includes(`<@${botUserId}>`)
  if (isMention && channel.kind !== 'im' && message.user !== botUserId)
    events.emit({ ...shown, type: 'app_mention' }, channel)
}

export const channelTypes = { public: 'channel', private: 'group', im: 'im' } as const

/** The thread an answer belongs to: replies cannot have replies. */
export function threadRoot(store: Store, channel: Channel, ts: string | null | undefined): string | null {
  if (ts === null || ts === undefined || ts === '') return null
  const target = store.message(channel.id, ts)
  if (!target) throw new SlackRefusal('thread_not_found')
  return target.thread_ts ?? target.ts
}

/** A message that one person sees; Slack does not keep it, and neither do we. */
export function showEphemeral(
  store: Store,
  to: { channel: string; user: string; thread: string | null },
  content: { text: string; blocks: KnownBlock[] },
): string {
  const ts = store.nextTs()
  store.putEphemeral({
    channel: to.channel,
    ts,
    thread_ts: to.thread,
    user: botUserId,
    ...content,
    files: [],
    reactions: [],
    edited: false,
    ephemeral_to: to.user,
    metadata: null,
  })
  return ts
}

function publicFile({ id, name, mimetype, size, user, url, alt }: StoredFile): SharedFile {
  return { id, name, mimetype, size, user, url, ...(alt === undefined ? {} : { alt }) }
}
