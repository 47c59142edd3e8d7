import type { Channel } from './client-protocol.ts'
import { teamId } from './ids.ts'
import type { ApiDeps } from './method.ts'

type Deps = Pick<ApiDeps, 'store' | 'events'>

/** Adds somebody to a channel, and tells the app where its bot is in it, or is the one who joins. */
export function joinChannel(
  { store, events }: Deps,
  channel: Channel,
  of: { member: string; inviter: string | null },
): Channel {
  const joined = { ...channel, members: [...channel.members, of.member] }
  store.put({ kind: 'channel', value: joined })
  const inviter = of.inviter === null ? {} : { inviter: of.inviter }
  events.emit({ type: 'member_joined_channel', ...membership(store, channel, of.member), ...inviter }, joined)
  return joined
}

export function leaveChannel({ store, events }: Deps, channel: Channel, member: string): Channel {
  const left = { ...channel, members: channel.members.filter((each) => each !== member) }
  store.put({ kind: 'channel', value: left })
  events.emit({ type: 'member_left_channel', ...membership(store, channel, member) }, left)
  return left
}

function membership(store: Deps['store'], channel: Channel, user: string): Record<string, unknown> {
  const channelType = channel.kind === 'public' ? 'C' : 'G'
  return { user, channel: channel.id, channel_type: channelType, team: teamId, event_ts: store.nextTs() }
}
