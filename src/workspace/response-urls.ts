import { z } from 'zod'
import { contentOf } from './content.ts'
import type { StoredMessage } from './entries.ts'
import { botUserId, newId } from './ids.ts'
import { responseUrl } from './limits.ts'
import type { ApiDeps } from './method.ts'
import { postMessage, showEphemeral, threadRoot } from './post-message.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

interface Origin {
  channel: string
  user: string
  /** The message whose element was used; null after a command or shortcut. */
  ts: string | null
}

export interface ResponseUrls {
  issue(origin: Origin): string
  /** A POST to one of them. */
  post(id: string, body: unknown): void
}

const Body = z.looseObject({
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
})
type Body = z.infer<typeof Body>

const maxIssued = 1000

type Deps = Pick<ApiDeps, 'store' | 'events' | 'baseUrl'>

export function createResponseUrls(deps: Deps): ResponseUrls {
  const issued = new Map<string, Origin & { uses: number; expiresAt: number }>()
  return {
    issue(origin) {
      const id = newId('')
      issued.set(id, { ...origin, uses: 0, expiresAt: Date.now() + responseUrl.lifetimeMs })
      const [oldest] = issued.keys()
      if (issued.size > maxIssued && oldest !== undefined) issued.delete(oldest)
      return `${deps.baseUrl()}/response/${id}`
    },
    post(id, body) {
      const origin = issued.get(id)
      if (!origin || origin.expiresAt < Date.now()) throw new SlackRefusal('expired_url')
      if (origin.uses >= responseUrl.uses) throw new SlackRefusal('used_url')
      const parsed = Body.safeParse(body)
      if (!parsed.success) throw new SlackRefusal('invalid_payload')
      answer(deps, parsed.data, origin)
      origin.uses++
    },
  }
}

/** What the app said in its acknowledgement of a command: a text, a message, or nothing. */
export function showAcknowledgement(deps: Deps, payload: unknown, origin: Origin): void {
  const body = Body.safeParse(typeof payload === 'string' ? { text: payload } : payload)
  if (!body.success || (body.data['text'] === undefined && body.data['blocks'] === undefined)) return
  answer(deps, body.data, origin)
}

function answer(deps: Deps, body: Body, origin: Origin): void {
  const { store } = deps
  const original = origin.ts === null ? undefined : findOriginal(store, origin.channel, origin.ts)
  if (body.delete_original && original) return takeAway(store, original)
  const content = contentOf(body)
  if (body.replace_original && original) return replace(store, { ...original, ...content })
  const channel = store.channels.get(origin.channel)
  if (!channel) throw new SlackRefusal('channel_not_found')
  const thread = threadRoot(store, channel, body.thread_ts)
  if (body.response_type === 'in_channel') postMessage(deps, { channel, thread, user: botUserId, ...content })
  else showEphemeral(store, { channel: channel.id, user: origin.user, thread }, content)
}

function findOriginal(store: Store, channel: string, ts: string): StoredMessage | undefined {
  return store.message(channel, ts) ?? store.ephemerals.get(ts)
}

function replace(store: Store, message: StoredMessage): void {
  const { ephemeral_to } = message
  if (ephemeral_to === null) store.put({ kind: 'message', value: message })
  else store.putEphemeral({ ...message, ephemeral_to })
}

function takeAway(store: Store, message: StoredMessage): void {
  const { channel, ts } = message
  if (message.ephemeral_to === null) store.put({ kind: 'message_deleted', value: { channel, ts } })
  else store.deleteEphemeral(message)
}
