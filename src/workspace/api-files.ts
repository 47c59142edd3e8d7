import { z } from 'zod'
import type { StoredFile } from './entries.ts'
import { removeFile } from './deletions.ts'
import { mimetypeOf } from './file-types.ts'
import { botUserId, newId } from './ids.ts'
import { method, Whole, type ApiDeps, type Method } from './method.ts'
import { maxFileBytes } from './file-bytes.ts'
import { filePayload } from './payloads.ts'
import { postMessage, threadRoot } from './post-message.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'

const OneFile = z.object({ file: z.string() })
// docs, files.getUploadURLExternal: at most 1,000 characters of words for a picture.
const Upload = z.object({
  filename: z.string().min(1),
  length: Whole,
  alt_text: z.string().max(1000).optional(),
})
const Complete = z.object({
  files: z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1),
  channel_id: z.string().optional(),
  thread_ts: z.string().optional(),
  initial_comment: z.string().default(''),
})

/** files.*: what the bot may read, and its own uploads in three steps. */
export const fileMethods: Record<string, Method> = {
  'files.info': method(OneFile, (deps, args) => ({
    file: filePayload(deps, readableFile(deps.store, args.file)),
    comments: [],
    response_metadata: { next_cursor: '' },
  })),
  'files.delete': method(OneFile, async (deps, args) => {
    const file = readableFile(deps.store, args.file)
    if (file.isDeleted) throw new SlackRefusal('file_deleted')
    if (file.user !== botUserId) throw new SlackRefusal('cant_delete_file')
    await removeFile(deps, file)
    return {}
  }),
  'files.getUploadURLExternal': method(Upload, (deps, args) => {
    if (args.length === 0) throw new SlackRefusal('invalid_arguments', ['[ERROR] length must not be 0'])
    if (args.length > maxFileBytes) throw new SlackRefusal('file_upload_size_restricted')
    const id = newId('F')
    const file: StoredFile = {
      id,
      name: args.filename,
      mimetype: mimetypeOf(args.filename),
      size: args.length,
      user: botUserId,
      url: `/client/files/${id}`,
      shares: [],
      isGiven: true,
      ...(args.alt_text === undefined ? {} : { alt: args.alt_text }),
    }
    deps.store.put({ kind: 'file', value: file })
    return { upload_url: `${deps.baseUrl()}/upload/${id}`, file_id: id }
  }),
  'files.completeUploadExternal': method(Complete, async (deps, args) => {
    const files = await Promise.all(args.files.map(({ id }) => uploadedFile(deps, id)))
    if (args.channel_id !== undefined) share(deps, files, { ...args, channel_id: args.channel_id })
    // As in Slack the files come back without their shares.
    return { files: files.map((file) => filePayload(deps, file)) }
  }),
}

async function uploadedFile(deps: ApiDeps, id: string): Promise<StoredFile> {
  const file = deps.store.files.get(id)
  if (!file || file.user !== botUserId || file.isDeleted) throw new SlackRefusal('file_not_found')
  if (!(await deps.fileBytes.has(id)))
    throw new SlackRefusal('file_not_found', ['[ERROR] nothing was uploaded'])
  return file
}

function share(
  deps: ApiDeps,
  files: StoredFile[],
  to: { channel_id: string; thread_ts?: string | undefined; initial_comment: string },
): void {
  const channel = deps.store.channels.get(to.channel_id)
  if (!channel || !deps.store.canSee(botUserId, channel)) throw new SlackRefusal('channel_not_found')
  if (!channel.members.includes(botUserId)) throw new SlackRefusal('not_in_channel')
  const thread = threadRoot(deps.store, channel, to.thread_ts)
  postMessage(deps, { channel, thread, user: botUserId, text: to.initial_comment, files })
}

/** A file the bot may read: in a channel it is in, given to it in a form, or its own. */
export function readableFile(store: Store, id: string): StoredFile {
  const file = store.files.get(id)
  const isReadable =
    file &&
    (file.isGiven ||
      file.shares.some((each) => store.channels.get(each.channel)?.members.includes(botUserId)))
  if (!isReadable) throw new SlackRefusal('file_not_found')
  return file
}
