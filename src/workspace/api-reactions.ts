import { z } from 'zod'
import type { StoredMessage } from './entries.ts'
import { botUserId } from './ids.ts'
import { method, type ApiDeps, type Method } from './method.ts'
import { messagePayload } from './payloads.ts'
import { SlackRefusal } from './slack-refusal.ts'

const Reaction = z.object({ channel: z.string(), timestamp: z.string(), name: z.string() })

/** reactions.* as the bot calls them. */
export const reactionMethods: Record<string, Method> = {
  'reactions.add': method(Reaction, (deps, { channel, timestamp: ts, name }) => {
    react(deps, { channel, ts, name, user: botUserId, on: true })
    return {}
  }),
  'reactions.remove': method(Reaction, (deps, { channel, timestamp: ts, name }) => {
    react(deps, { channel, ts, name, user: botUserId, on: false })
    return {}
  }),
  'reactions.get': method(Reaction.omit({ name: true }), (deps, { channel, timestamp }) => {
    const message = deps.store.message(channel, timestamp)
    if (!message) throw new SlackRefusal('message_not_found')
    return { type: 'message', channel, message: messagePayload(deps, message) }
  }),
}

// docs, reactions.add: a name without colons, with an optional skin tone.
const namePattern = /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/

/** Adds or takes away a reaction, and tells the app; refuses as Slack does. */
export function react(
  deps: Pick<ApiDeps, 'store' | 'events'>,
  of: { channel: string; ts: string; name: string; user: string; on: boolean },
): StoredMessage {
  const { store } = deps
  const channel = store.channels.get(of.channel)
  if (!channel || !store.canSee(of.user, channel)) throw new SlackRefusal('channel_not_found')
  const message = store.message(of.channel, of.ts)
  if (!message) throw new SlackRefusal('message_not_found')
  if (!namePattern.test(of.name)) throw new SlackRefusal('invalid_name')
  const users = message.reactions.find((reaction) => reaction.name === of.name)?.users ?? []
  if (of.on && users.includes(of.user)) throw new SlackRefusal('already_reacted')
  if (!of.on && !users.includes(of.user)) throw new SlackRefusal('no_reaction')
  const changed = { ...message, reactions: withReaction(message.reactions, of) }
  store.put({ kind: 'message', value: changed })
  deps.events.emit(
    {
      type: of.on ? 'reaction_added' : 'reaction_removed',
      user: of.user,
      reaction: of.name,
      item: { type: 'message', channel: of.channel, ts: of.ts },
      item_user: message.user,
      event_ts: store.nextTs(),
    },
    channel,
  )
  return changed
}

// In the order in which they first came, as Slack shows them.
function withReaction(
  reactions: StoredMessage['reactions'],
  { name, user, on }: { name: string; user: string; on: boolean },
): StoredMessage['reactions'] {
  if (!reactions.some((reaction) => reaction.name === name)) return [...reactions, { name, users: [user] }]
  return reactions
    .map((reaction) => {
      if (reaction.name !== name) return reaction
      const others = reaction.users.filter((each) => each !== user)
      return { name, users: on ? [...others, user] : others }
    })
    .filter((reaction) => reaction.users.length > 0)
}
