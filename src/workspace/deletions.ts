import type { DeleteFile, DeleteMessage } from './client-protocol.ts'
import type { StoredFile } from './entries.ts'
import type { ApiDeps } from './method.ts'
import { messagePayload } from './payloads.ts'
import { channelTypes } from './post-message.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

type Deps = Pick<ApiDeps, 'store' | 'events' | 'fileBytes' | 'baseUrl'>

/** A person takes back a message; its files remain theirs, but are no longer shared there. */
export function deleteMessage(deps: Deps, { user, channel: id, ts }: DeleteMessage): void {
  const { store, events } = deps
  const channel = store.channels.get(id)
  if (!channel || !store.canSee(user, channel)) throw new SlackRefusal('channel_not_found')
  const message = store.message(id, ts)
  if (!message) throw new SlackRefusal('message_not_found')
  if (!mayDelete(store, user, message.user)) throw new SlackRefusal('cant_delete_message')
  const previous = messagePayload(deps, message)
  for (const file of message.files) withdrawShare(store, file.id, { channel: id, ts })
  store.put({ kind: 'message_deleted', value: { channel: id, ts } })
  events.emit(
    {
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      deleted_ts: ts,
      channel: id,
      channel_type: channelTypes[channel.kind],
      previous_message: previous,
      event_ts: store.nextTs(),
    },
    channel,
  )
}

/** A person deletes a file: it is gone wherever it was shared, and the app hears of it where it could see it. */
export async function deleteFile(deps: Deps, { user, file: id }: DeleteFile): Promise<void> {
  const { store, events } = deps
  const file = store.files.get(id)
  if (!file || file.isDeleted) throw new SlackRefusal('file_not_found')
  if (!mayDelete(store, user, file.user)) throw new SlackRefusal('cant_delete_file')
  await removeFile(deps, file)
  const [share] = file.shares
  const channel = share && store.channels.get(share.channel)
  if (!channel) return
  const event = { type: 'file_deleted', file_id: id, channel_ids: [channel.id], event_ts: store.nextTs() }
  events.emit(event, channel)
}

/** Takes a file out of its messages and away. */
export async function removeFile(
  { store, fileBytes }: Pick<Deps, 'store' | 'fileBytes'>,
  file: StoredFile,
): Promise<void> {
  const { alt: _, ...rest } = file
  store.put({ kind: 'file', value: { ...rest, name: '', isDeleted: true, size: 0 } })
  for (const at of file.shares) takeFromMessage(store, at, file.id)
  await fileBytes.remove(file.id)
}

function takeFromMessage(store: Store, at: { channel: string; ts: string }, id: string): void {
  const message = store.message(at.channel, at.ts)
  if (!message) return
  const files = message.files.filter((file) => file.id !== id)
  store.put({ kind: 'message', value: { ...message, files } })
}

function withdrawShare(store: Store, id: string, from: { channel: string; ts: string }): void {
  const file = store.files.get(id)
  if (!file) return
  const shares = file.shares.filter((share) => share.channel !== from.channel || share.ts !== from.ts)
  store.put({ kind: 'file', value: { ...file, shares } })
}

function mayDelete(store: Store, user: string, author: string): boolean {
  return author === user || store.people.get(user)?.role === 'admin'
}
