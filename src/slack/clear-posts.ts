import { callSlack } from './pace.ts'
import type { OutboxDeps } from './outbox.ts'
import type { Post } from './post-rows.ts'
import { findPosted } from './send-message.ts'
import { isRefusedForGood, slackErrorCode } from './slack-errors.ts'

/**
 * Takes away what the bot posted for an owner, and the files that quote it, except one kind. Stopped in the middle it goes on
 * with what is left.
 */
export async function clearPosts(
  deps: OutboxDeps,
  of: { ownerId: string; threadTs: string | null; except?: string },
): Promise<void> {
  const posts = await deps.db
    .selectFrom('post')
    .selectAll()
    .where((where) => where.or([where('owner_id', '=', of.ownerId), where('about_task_id', '=', of.ownerId)]))
    .where('kind', '!=', of.except ?? '')
    .execute()
  for (const post of posts) {
    await clear(deps, post, of.threadTs)
    await deps.db.deleteFrom('post').where('id', '=', post.id).execute()
  }
}

async function clear(deps: OutboxDeps, post: Post, threadTs: string | null): Promise<void> {
  const { client } = deps
  const { file_id: file, channel_id: channel } = post
  if (file !== null) {
    const remove = async () => client.files.delete({ file })
    return unlessGone(deps, post, () => callSlack(deps, { method: 'files.delete' }, remove))
  }
  const ts = post.ts ?? (post.state === 'sending' ? await findLost(deps, post, threadTs) : null)
  if (ts === null) return
  const remove = async () => client.chat.delete({ channel, ts })
  return unlessGone(deps, post, () => callSlack(deps, { method: 'chat.delete' }, remove))
}

// Of a post whose answer was lost.
async function findLost(deps: OutboxDeps, post: Post, threadTs: string | null): Promise<string | null> {
  const found = await findPosted(deps, { channelId: post.channel_id, threadTs }, post)
  return found?.ts ?? null
}

const goneCodes = [
  'message_not_found',
  'thread_not_found',
  'channel_not_found',
  'file_not_found',
  'file_deleted',
]

async function unlessGone(deps: OutboxDeps, post: Post, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!isRefusedForGood(error)) throw error
    const code = slackErrorCode(error) ?? ''
    if (!goneCodes.includes(code))
      deps.log.error(
        { slackError: code, channelId: post.channel_id, ts: post.ts, fileId: post.file_id },
        'slack did not let a post be removed; a person must delete it',
      )
  }
}
