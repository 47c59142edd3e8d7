import { createHash, randomUUID } from 'node:crypto'
import type { KnownBlock } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { PostState, PostTable } from '../db/slack-tables.ts'
import type { Logger } from '../log.ts'
import { plainText } from './blocks/plain.ts'
import { isRefusedBlocks, slackErrorCode } from './slack-errors.ts'

/** Slack's own limits for the text beside the blocks: chat.postMessage 40,000, chat.update 4,000. */
const maxTextCharacters = 3900

export interface OutboxDeps {
  db: Db
  client: WebClient
  log: Logger
}

export interface Place {
  channelId: string
  /** Null: not in a thread. */
  threadTs: string | null
}

export interface PostIntent extends Place {
  ownerId: string
  kind: string
  blocks: KnownBlock[]
}

export interface Delivered {
  channelId: string
  ts: string
  /** False where it stood there already, just so. */
  changed: boolean
}

/**
 * Makes a message stand in Slack once, however often it is asked for: the intent is written first and goes along as
 * message metadata; after a crash the thread is searched for it before anything is posted again. A message that
 * is there with other content is changed.
 */
export async function deliver(deps: OutboxDeps, intent: PostIntent): Promise<Delivered> {
  const contentHash = createHash('sha256').update(JSON.stringify(intent.blocks)).digest('hex')
  const post = await claim(deps.db, intent)
  if (post.state === 'sent' && post.ts) {
    if (post.content_hash === contentHash) return { channelId: post.channel_id, ts: post.ts, changed: false }
    await update(deps, { channel: post.channel_id, ts: post.ts }, intent.blocks)
    await settle(deps.db, post.id, { channelId: post.channel_id, ts: post.ts, contentHash })
    return { channelId: post.channel_id, ts: post.ts, changed: true }
  }
  const lost = post.state === 'sending' ? await findPosted(deps, intent, post) : undefined
  const sent = lost ?? (await sendClaimed(deps, intent, post.id))
  // What a dead process posted may be older than what should stand there now: the next delivery changes it.
  await settle(deps.db, post.id, { ...sent, contentHash: lost ? null : contentHash })
  return lost ? deliver(deps, intent) : { ...sent, changed: true }
}

type Post = Selectable<PostTable>

async function claim(db: Db, intent: PostIntent): Promise<Post> {
  await db
    .insertInto('post')
    .values({ id: randomUUID(), owner_id: intent.ownerId, kind: intent.kind, channel_id: intent.channelId })
    .onConflict((conflict) => conflict.columns(['owner_id', 'kind']).doNothing())
    .execute()
  return db
    .selectFrom('post')
    .selectAll()
    .where('owner_id', '=', intent.ownerId)
    .where('kind', '=', intent.kind)
    .executeTakeFirstOrThrow()
}

async function settle(
  db: Db,
  id: string,
  sent: { channelId: string; ts: string; contentHash: string | null },
): Promise<void> {
  await db
    .updateTable('post')
    .set({
      state: 'sent',
      channel_id: sent.channelId,
      ts: sent.ts,
      content_hash: sent.contentHash,
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .execute()
}

// What Slack refuses in so many words was not posted; after any other failure nobody knows.
async function sendClaimed(
  deps: OutboxDeps,
  intent: PostIntent,
  postId: string,
): Promise<{ channelId: string; ts: string }> {
  const mark = (state: PostState) =>
    deps.db
      .updateTable('post')
      .set({ state, channel_id: intent.channelId })
      .where('id', '=', postId)
      .execute()
  await mark('sending')
  try {
    return await send(deps, intent, postId)
  } catch (error) {
    if (slackErrorCode(error) !== null) await mark('pending')
    throw error
  }
}

async function send(
  deps: OutboxDeps,
  intent: PostIntent,
  postId: string,
): Promise<{ channelId: string; ts: string }> {
  const message = {
    channel: intent.channelId,
    ...(intent.threadTs === null ? {} : { thread_ts: intent.threadTs }),
    text: plainText(intent.blocks, maxTextCharacters),
    metadata: { event_type: 'paralegal_post', event_payload: { post_id: postId } },
    unfurl_links: false,
    unfurl_media: false,
  }
  const answer = await deps.client.chat
    .postMessage({ ...message, blocks: intent.blocks })
    .catch((error: unknown) => {
      if (!isRefusedBlocks(error)) throw error
      deps.log.error(
        { slackError: slackErrorCode(error), kind: intent.kind },
        'slack refused blocks, posting plain text',
      )
      return deps.client.chat.postMessage({ ...message, text: plainText(intent.blocks, 39_000) })
    })
  if (!answer.ts || !answer.channel) throw new Error('chat.postMessage answered without ts')
  return { channelId: answer.channel, ts: answer.ts }
}

async function update(
  deps: OutboxDeps,
  at: { channel: string; ts: string },
  blocks: KnownBlock[],
): Promise<void> {
  try {
    await deps.client.chat.update({ ...at, blocks, text: plainText(blocks, maxTextCharacters) })
  } catch (error) {
    const code = slackErrorCode(error)
    if (isRefusedBlocks(error)) {
      deps.log.error({ slackError: code }, 'slack refused blocks, updating with plain text')
      await deps.client.chat.update({ ...at, blocks: [], text: plainText(blocks, maxTextCharacters) })
      // Somebody deleted the message: that is their right, and nothing is left to change.
    } else if (code !== 'message_not_found' && code !== 'cant_update_message') throw error
  }
}

async function findPosted(
  deps: OutboxDeps,
  intent: PostIntent,
  post: Post,
): Promise<{ channelId: string; ts: string } | undefined> {
  const since = String((post.updated_at.getTime() - 60_000) / 1000)
  const search = { channel: post.channel_id, include_all_metadata: true, oldest: since, limit: 200 }
  const { messages = [] } = intent.threadTs
    ? await deps.client.conversations.replies({ ...search, ts: intent.threadTs })
    : await deps.client.conversations.history(search)
  const found = messages.find((message) => postIdOf(message) === post.id)
  return found?.ts ? { channelId: post.channel_id, ts: found.ts } : undefined
}

function postIdOf(message: object): unknown {
  if (!('metadata' in message)) return undefined
  const metadata = message.metadata as { event_payload?: { post_id?: unknown } } | undefined
  return metadata?.event_payload?.post_id
}
