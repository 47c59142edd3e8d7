import { slackErrorCode } from './slack-errors.ts'
import type { OutboxDeps } from './outbox.ts'

/** Puts the emoji that people vote with under a message, once. */
export async function seedReaction(
  { db, client, log }: OutboxDeps,
  of: { ownerId: string; kind: string; reaction: string },
): Promise<void> {
  const post = await db
    .selectFrom('post')
    .select(['id', 'channel_id', 'ts'])
    .where('owner_id', '=', of.ownerId)
    .where('kind', '=', of.kind)
    .where('state', '=', 'sent')
    .where('reaction', 'is', null)
    .executeTakeFirst()
  if (!post?.ts) return
  try {
    await client.reactions.add({ channel: post.channel_id, timestamp: post.ts, name: of.reaction })
  } catch (error) {
    const code = slackErrorCode(error)
    // Without it people can still vote, by choosing the emoji themselves.
    if (code === 'missing_scope')
      log.warn({ slackError: code }, 'cannot react: install the app again with the scopes of manifest.yml')
    else if (code !== 'already_reacted' && code !== 'message_not_found') throw error
  }
  await db.updateTable('post').set({ reaction: of.reaction }).where('id', '=', post.id).execute()
}
