import type { SharedFile } from './client-protocol.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { StoredFile } from './entries.ts'
import { botUserId, newId } from './ids.ts'
import type { ApiDeps, Method } from './web-api.ts'

/** files.*: what the bot may read, and its own uploads in three steps. */
export const fileMethods: Record<string, Method> = {
  'files.info': (deps, args) => ({ file: filePayload(deps, readable(deps, String(args['file']))) }),
  'files.delete': (deps, args) => {
    const file = readable(deps, String(args['file']))
    deps.store.put({ kind: 'file', value: { ...file, size: 0, shares: [], mimetype: 'tombstone' } })
    return {}
  },
  'files.getUploadURLExternal': (deps, args) => {
    const id = newId('F')
    const name = String(args['filename'] ?? 'file')
    deps.store.put({
      kind: 'file',
      value: {
        id,
        name,
        mimetype: 'application/octet-stream',
        size: Number(args['length'] ?? 0),
        user: botUserId,
        url: `/client/files/${id}`,
        shares: [],
      },
    })
    return { upload_url: `${deps.baseUrl()}/upload/${id}`, file_id: id }
  },
  'files.completeUploadExternal': (deps, args) => {
    const ids = (args['files'] as { id: string }[]).map((file) => file.id)
    const files = ids.map((id) => deps.store.files.get(id)).filter((file) => file !== undefined)
    if (files.length !== ids.length) throw new SlackRefusal('file_not_found')
    if (args['channel_id'] !== undefined) {
      const thread = args['thread_ts'] === undefined ? null : String(args['thread_ts'])
      shareFiles(deps, files, {
        channel: String(args['channel_id']),
        thread,
        user: botUserId,
        text: String(args['initial_comment'] ?? ''),
      })
    }
    return { files: files.map((file) => filePayload(deps, file)) }
  },
}

/** Posts a message that carries files and tells the app of each. */
export function shareFiles(
  deps: Pick<ApiDeps, 'store' | 'events'>,
  files: StoredFile[],
  to: { channel: string; thread: string | null; user: string; text: string },
): void {
  const { store, events } = deps
  const ts = store.nextTs()
  const shared = files.map((file) => ({
    ...file,
    shares: [...file.shares, { channel: to.channel, ts, thread_ts: to.thread }],
  }))
  for (const file of shared) store.put({ kind: 'file', value: file })
  store.put({
    kind: 'message',
    value: {
      channel: to.channel,
      ts,
      thread_ts: to.thread,
      user: to.user,
      text: to.text,
      blocks: [],
      files: shared.map(publicFile),
      reactions: [],
      edited: false,
      ephemeral_to: null,
      metadata: null,
    },
  })
  if (!store.channels.get(to.channel)?.members.includes(botUserId)) return
  for (const { id } of shared) {
    events.emit({
      type: 'file_shared',
      channel_id: to.channel,
      file_id: id,
      user_id: to.user,
      file: { id },
      event_ts: ts,
    })
  }
}

function publicFile({ id, name, mimetype, size, user, url }: StoredFile): SharedFile {
  return { id, name, mimetype, size, user, url }
}

/** A file object as Slack shows it to the app. */
export function filePayload(
  deps: Pick<ApiDeps, 'store' | 'baseUrl'>,
  file: StoredFile,
): Record<string, unknown> {
  const shares: Record<'public' | 'private', Record<string, object[]>> = { public: {}, private: {} }
  for (const share of file.shares) {
    const kind = deps.store.channels.get(share.channel)?.kind === 'public' ? 'public' : 'private'
    const list = (shares[kind][share.channel] ??= [])
    list.push({ ts: share.ts, ...(share.thread_ts === null ? {} : { thread_ts: share.thread_ts }) })
  }
  const address = `${deps.baseUrl()}/files-pri/${file.id}`
  return {
    id: file.id,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    user: file.user,
    size: file.size,
    mode: file.mimetype === 'tombstone' ? 'tombstone' : 'hosted',
    is_external: false,
    url_private: address,
    url_private_download: `${address}?download=1`,
    shares,
    channels: Object.keys(shares.public),
  }
}

// The bot sees files of channels it is in, those people gave it in a form, and its own.
function readable(deps: ApiDeps, id: string): StoredFile {
  const file = deps.store.files.get(id)
  const isSeen =
    file &&
    (file.shares.length === 0 ||
      file.shares.some((share) => deps.store.channels.get(share.channel)?.members.includes(botUserId)))
  if (!isSeen) throw new SlackRefusal('file_not_found')
  return file
}
