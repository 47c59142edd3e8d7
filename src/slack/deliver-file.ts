import { AppError } from '../errors.ts'
import { NotYet } from '../queue/not-yet.ts'
import { plain, richText, section } from './blocks/rich-text.ts'
import { deliverMessage } from './deliver-message.ts'
import { readFile } from './files.ts'
import type { OutboxDeps, Place } from './outbox.ts'
import { callSlack } from './pace.ts'
import { claimPost, hashOf, settlePost, type Post } from './post-rows.ts'
import { isClosedPlace, isRefusedForGood, slackErrorCode } from './slack-errors.ts'
import type { PostedFile } from './thread-post.ts'

/** Slack answers before it has shared a file; after so long it will not any more. */
const sharedWithinMs = 20_000
const lookAgainMs = 3000

/** Of the words for who cannot see a picture (docs, files.getUploadURLExternal). */
const maxAltCharacters = 1000

/** Well under what a message takes (see split-messages.ts). */
const maxMessageCharacters = 8000

export interface FileIntent extends Place {
  ownerId: string
  kind: string
  /** Where the owner is no task: the one that it quotes. */
  aboutTaskId?: string
  file: PostedFile
}

/**
 * Makes a file stand in a thread once: Slack's id of it is noted before it is shared, and after a crash Slack is asked
 * whether it was. Where the content has changed a new file is posted and the old one stays: people may have linked to it.
 * Where Slack takes no file the text comes as messages.
 */
export async function deliverFile(deps: OutboxDeps, intent: FileIntent): Promise<void> {
  // Bytes of one content can differ, as their libraries write the time into them; the text says what they are.
  const { name, title, text } = intent.file
  const contentHash = hashOf({ name, title, text })
  const post = await claimPost(deps.db, intent)
  const isSame = post.content_hash === contentHash
  if (post.state === 'sent' && isSame) return
  try {
    if (post.state !== 'sending' || !isSame || !(await isShared(deps, intent, post)))
      await share(deps, intent, { id: post.id, contentHash })
  } catch (error) {
    if (!isRefusedForGood(error) || isClosedPlace(error)) throw error
    deps.log.error(
      { slackError: slackErrorCode(error), kind: intent.kind },
      'slack refused a file, posting its text; is files:write granted?',
    )
    await deliverAsText(deps, intent)
  }
  await settlePost(deps.db, post.id, { channelId: intent.channelId, ts: null, contentHash })
}

async function isShared(deps: OutboxDeps, intent: FileIntent, post: Post): Promise<boolean> {
  const fileId = post.file_id
  if (fileId === null) return false
  const file = await callSlack(deps, { method: 'files.info' }, () => readFile(deps.client, fileId)).catch(
    (error: unknown) => {
      if (error instanceof AppError) return undefined
      throw error
    },
  )
  if (file?.shareIn(intent.channelId, '0')) return true
  if (file && Date.now() - post.updated_at.getTime() < sharedWithinMs)
    throw new NotYet(new Date(Date.now() + lookAgainMs))
  return false
}

async function share(
  deps: OutboxDeps,
  intent: FileIntent,
  post: { id: string; contentHash: string },
): Promise<void> {
  const { client, db } = deps
  const mark = async (changed: Partial<Pick<Post, 'state' | 'file_id'>> & { turn_at?: null }) =>
    db
      .updateTable('post')
      .set({ ...changed, content_hash: post.contentHash, updated_at: new Date() })
      .where('id', '=', post.id)
      .execute()
  const channel = { channel_id: intent.channelId }
  const place = intent.threadTs === null ? channel : { ...channel, thread_ts: intent.threadTs }
  const message = { channelId: intent.channelId, postId: post.id }
  const call = { method: 'files.completeUploadExternal', message }
  await callSlack(deps, call, async () => {
    const id = await upload(deps, intent.file)
    await mark({ state: 'sending', file_id: id, turn_at: null })
    await client.files.completeUploadExternal({ files: [{ id, title: intent.file.title }], ...place })
  }).catch(async (error: unknown) => {
    if (error instanceof NotYet || isRefusedForGood(error)) await mark({ state: 'pending', file_id: null })
    throw error
  })
}

// Nobody sees it before it is shared: what is lost on the way is uploaded again.
async function upload(deps: OutboxDeps, file: PostedFile): Promise<string> {
  const bytes = Buffer.from(file.bytes ?? (file.text === '' ? '\n' : file.text))
  const { upload_url: url, file_id: fileId } = await callSlack(
    deps,
    { method: 'files.getUploadURLExternal' },
    () =>
      deps.client.files.getUploadURLExternal({
        filename: file.name,
        length: bytes.length,
        ...(file.bytes ? { alt_text: file.text.slice(0, maxAltCharacters) } : {}),
      }),
  )
  if (!url || !fileId) throw new Error('files.getUploadURLExternal answered without an address')
  const form = new FormData()
  form.append('body', new Blob([bytes]), file.name)
  const answer = await fetch(url, {
    method: 'POST',
    body: form,
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw notUploaded('no answer', error)
  })
  if (answer.status !== 200) throw notUploaded(`status ${answer.status}`)
  return fileId
}

async function deliverAsText(deps: OutboxDeps, intent: FileIntent): Promise<void> {
  const { file, ...place } = intent
  const text = `${file.title}\n\n${file.text}`
  for (let from = 0, part = 1; from < text.length; from += maxMessageCharacters, part++) {
    const blocks = [richText(section(plain(text.slice(from, from + maxMessageCharacters))))]
    // So short that there is no rest, whatever Slack refuses.
    await deliverMessage(deps, { ...place, kind: `${intent.kind}-${part}`, blocks }, async () => undefined)
  }
}

function notUploaded(message: string, cause?: unknown): AppError {
  return new AppError('slack_post_failed', `upload to slack failed: ${message}`, {
    userMessage:
      'Slack did not take a file with a part of the result. The result is kept: `npx paralegal log` shows it.',
    retryable: true,
    cause,
  })
}
