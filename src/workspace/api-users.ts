import { z } from 'zod'
import type { Person } from './client-protocol.ts'
import { botUserId, teamId } from './ids.ts'
import { conversationKinds } from './api-conversations.ts'
import { method, type Method } from './method.ts'
import { pageOf, Paging } from './paging.ts'
import { channelPayload } from './payloads.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

const Conversations = Paging.extend({
  types: z.string().default('public_channel'),
  user: z.string().default(botUserId),
})

/** users.* as the bot calls them. */
export const userMethods: Record<string, Method> = {
  'users.info': method(z.object({ user: z.string() }), ({ store }, args) => ({
    user: userPayload(store, personOf(store, args.user)),
  })),
  'users.list': method(Paging, ({ store }, args) => {
    const { items, ...rest } = pageOf([...store.people.values()], args, ({ id }) => id)
    return { members: items.map((person) => userPayload(store, person)), ...rest }
  }),
  'users.conversations': method(Conversations, ({ store }, args) => {
    const { id } = personOf(store, args.user)
    const kinds = conversationKinds(args.types)
    const joined = [...store.channels.values()].filter(
      (channel) =>
        kinds.includes(channel.kind) && channel.members.includes(id) && store.canSee(botUserId, channel),
    )
    const { items, ...rest } = pageOf(joined, args, (channel) => channel.id)
    return { channels: items.map(channelPayload), ...rest }
  }),
}

function personOf(store: Store, id: string): Person {
  const person = store.people.get(id)
  if (!person) throw new SlackRefusal('user_not_found')
  return person
}

function userPayload(store: Store, person: Person): Record<string, unknown> {
  const { id, name, bot, role, team } = person
  const channels = [...store.channels.values()].filter(
    (channel) => channel.kind !== 'im' && channel.members.includes(id),
  )
  // docs, user object: not of this workspace, and in no channel that the app sees.
  const isStranger = team !== undefined && !channels.some((channel) => channel.members.includes(botUserId))
  return {
    id,
    team_id: team ?? teamId,
    name,
    real_name: name,
    profile: { real_name: name, display_name: name, team: team ?? teamId },
    deleted: false,
    is_bot: bot,
    is_admin: role === 'admin',
    is_owner: role === 'admin',
    is_primary_owner: role === 'admin',
    is_restricted: role === 'guest',
    is_ultra_restricted: role === 'guest' && channels.length === 1,
    ...(team === undefined ? {} : { is_stranger: isStranger }),
  }
}
