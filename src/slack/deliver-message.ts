import { NotYet } from '../queue/not-yet.ts'
import type { Delivered, OutboxDeps, Place, PostIntent } from './outbox.ts'
import { claimPost, hashOf, settlePost, type Post } from './post-rows.ts'
import { findPosted, sendMessage, updateMessage } from './send-message.ts'
import { isRefusedForGood } from './slack-errors.ts'

/** So often a message that shows progress changes at most. */
const progressIntervalMs = 2500

/** Posts the words that found no room where Slack refused the blocks. */
export type SayTheRest = (rest: Place & { text: string }) => Promise<void>

/**
 * The intent is written first and goes along as message metadata; after a crash the thread is searched for it before
 * anything is posted again.
 */
export async function deliverMessage(
  deps: OutboxDeps,
  intent: PostIntent,
  sayTheRest: SayTheRest,
): Promise<Delivered> {
  const contentHash = hashOf(intent.blocks)
  const isProgress = intent.isProgress ?? false
  const post = await claimPost(deps.db, intent)
  if (post.state === 'sent' && post.ts) {
    const stands = { channelId: post.channel_id, ts: post.ts }
    if (post.content_hash === contentHash) return { ...stands, changed: false }
    if (await change(deps, intent, { post: { ...post, ts: post.ts }, sayTheRest })) {
      await settlePost(deps.db, post.id, { ...stands, contentHash, isProgress })
      return { ...stands, changed: true }
    }
  }
  const place = { channelId: post.channel_id, threadTs: intent.threadTs }
  const lost = post.state === 'sending' ? await findPosted(deps, place, post) : undefined
  const sent = lost ?? (await sendClaimed(deps, intent, { postId: post.id, sayTheRest }))
  // What a dead process posted may be older than what should stand there now: the next delivery changes it.
  await settlePost(deps.db, post.id, { ...sent, contentHash: lost ? null : contentHash, isProgress })
  return lost ? deliverMessage(deps, intent, sayTheRest) : { ...sent, changed: true }
}

// False where it cannot be changed any more.
async function change(
  deps: OutboxDeps,
  intent: PostIntent,
  { post, sayTheRest }: { post: Post & { ts: string }; sayTheRest: SayTheRest },
): Promise<boolean> {
  const dueAt = post.updated_at.getTime() + progressIntervalMs
  if (intent.isProgress && dueAt > Date.now()) throw new NotYet(new Date(dueAt))
  const { isGone, unsaid } = await updateMessage(deps, intent, { channel: post.channel_id, ts: post.ts })
  if (isGone) return false
  const threadTs = intent.threadTs ?? post.ts
  if (unsaid !== null) await sayTheRest({ channelId: post.channel_id, threadTs, text: unsaid })
  return true
}

// What Slack refuses in so many words was not posted; after any other failure nobody knows.
async function sendClaimed(
  deps: OutboxDeps,
  intent: PostIntent,
  { postId, sayTheRest }: { postId: string; sayTheRest: SayTheRest },
): Promise<{ channelId: string; ts: string }> {
  const mark = async (changed: { state: 'sending'; turn_at: null } | { state: 'pending' }) => {
    const at = { channel_id: intent.channelId, ts: null, updated_at: new Date() }
    await deps.db
      .updateTable('post')
      .set({ ...changed, ...at })
      .where('id', '=', postId)
      .execute()
  }
  const { unsaid, channelId, ts } = await sendMessage(deps, { ...intent, postId }, () =>
    mark({ state: 'sending', turn_at: null }),
  ).catch(async (error: unknown) => {
    if (error instanceof NotYet || isRefusedForGood(error)) await mark({ state: 'pending' })
    throw error
  })
  const threadTs = intent.threadTs ?? ts
  if (unsaid !== null) await sayTheRest({ channelId, threadTs, text: unsaid })
  return { channelId, ts }
}
