import { extname } from 'node:path'
import type { Channel } from './client-protocol.ts'
import type { StoredFile, StoredMessage } from './entries.ts'
import { appId, botId, botUserId, teamId } from './ids.ts'
import type { ApiDeps } from './method.ts'

type Deps = Pick<ApiDeps, 'store' | 'baseUrl'>

/** A message as the Web API and payloads show it. */
export function messagePayload(deps: Deps, message: StoredMessage): Record<string, unknown> {
  const files = message.files.flatMap(({ id }) => deps.store.files.get(id) ?? [])
  const isConnect = deps.store.channels.get(message.channel)?.isConnect === true
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: deps.store.people.get(message.user)?.team ?? teamId,
    ...(message.user === botUserId ? { bot_id: botId, app_id: appId } : {}),
    ...(message.thread_ts === null ? {} : { thread_ts: message.thread_ts }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(files.length > 0
      ? { files: files.map((file) => (isConnect ? fileStub(file) : filePayload(deps, file))), upload: false }
      : {}),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((each) => ({ ...each, count: each.users.length })) }
      : {}),
  }
}

// docs, Slack Connect: what a file is must be asked for.
function fileStub({ id }: StoredFile): Record<string, unknown> {
  return { id, mode: 'file_access', file_access: 'check_file_info' }
}

export function channelPayload(channel: Channel): Record<string, unknown> {
  const isPublic = channel.kind === 'public'
  return {
    id: channel.id,
    ...(channel.kind === 'im'
      ? { user: channel.members.find((member) => member !== botUserId) }
      : { name: channel.name, name_normalized: channel.name, num_members: channel.members.length }),
    is_channel: isPublic,
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_private: !isPublic,
    is_archived: false,
    is_shared: channel.isConnect,
    is_ext_shared: channel.isConnect,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: channel.members.includes(botUserId),
    context_team_id: teamId,
    ...(channel.creator === undefined ? {} : { creator: channel.creator }),
  }
}

/** A file object as Slack shows it to the app. */
export function filePayload(deps: Deps, file: StoredFile): Record<string, unknown> {
  if (file.isDeleted) return { id: file.id, mode: 'tombstone' }
  const kindOf = (channel: string) => deps.store.channels.get(channel)?.kind ?? 'private'
  const channelsOf = (kind: Channel['kind']) =>
    [...new Set(file.shares.map((share) => share.channel))].filter((channel) => kindOf(channel) === kind)
  const shares: Record<'public' | 'private', Record<string, object[]>> = { public: {}, private: {} }
  for (const { channel, ts, thread_ts } of file.shares) {
    const list = (shares[kindOf(channel) === 'public' ? 'public' : 'private'][channel] ??= [])
    list.push({
      ts,
      team_id: teamId,
      channel_name: channelNameOf(deps.store.channels.get(channel)),
      ...(thread_ts === null ? {} : { thread_ts }),
    })
  }
  const address = `${deps.baseUrl()}/files-pri/${file.id}`
  return {
    id: file.id,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype,
    filetype: extname(file.name).slice(1).toLowerCase(),
    user: file.user,
    user_team: deps.store.people.get(file.user)?.team ?? teamId,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    is_public: channelsOf('public').length > 0,
    editable: false,
    url_private: address,
    url_private_download: `${address}?download=1`,
    permalink: `${deps.baseUrl()}/client/files/${file.id}`,
    shares,
    channels: channelsOf('public'),
    groups: channelsOf('private'),
    ims: channelsOf('im'),
  }
}

export function channelNameOf(channel: Channel | undefined): string {
  return channel?.kind === 'im' ? 'directmessage' : (channel?.name ?? '')
}
