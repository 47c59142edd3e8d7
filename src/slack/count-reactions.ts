import type { WebClient } from '@slack/web-api'
import type { CountedReactions } from '../ballots/close-ballot.ts'
import type { Db } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { draftKind } from './ballot-posts.ts'
import { slackErrorCode, toAppError } from './slack-errors.ts'

/** Who has reacted to the drafts of a vote with its emoji, as Slack shows it now; the bot itself does not count. */
export async function countReactions(
  deps: { db: Db; client: WebClient; log: Logger },
  ballotId: string,
): Promise<CountedReactions> {
  const counted: CountedReactions = new Map()
  try {
    const { user_id: botId } = await deps.client.auth.test()
    for (const draft of await findDrafts(deps.db, ballotId)) {
      const people = await reactedTo(deps.client, draft)
      if (people) counted.set(draft.label, new Set(people.filter((person) => person !== botId)))
    }
    return counted
  } catch (error) {
    if (slackErrorCode(error) !== 'missing_scope') throw toAppError(error)
    deps.log.warn('cannot count reactions: install the app again with the scopes of manifest.yml')
    return counted
  }
}

interface Draft {
  label: string
  emoji: string
  channelId: string
  ts: string
}

async function findDrafts(db: Db, ballotId: string): Promise<Draft[]> {
  const rows = await db
    .selectFrom('ballot_option')
    .innerJoin('ballot', 'ballot.id', 'ballot_option.ballot_id')
    .innerJoin('post', 'post.owner_id', 'ballot.task_id')
    .select(['ballot_option.label', 'ballot.emoji', 'post.kind', 'post.channel_id', 'post.ts'])
    .where('ballot.id', '=', ballotId)
    .where('post.state', '=', 'sent')
    .execute()
  return rows.flatMap(({ label, emoji, kind, channel_id: channelId, ts }) =>
    kind === draftKind(label) && ts !== null ? [{ label, emoji, channelId, ts }] : [],
  )
}

// Null where the message is gone: what was heard of it holds.
async function reactedTo(client: WebClient, { channelId, ts, emoji }: Draft): Promise<string[] | null> {
  try {
    const { message } = await client.reactions.get({ channel: channelId, timestamp: ts, full: true })
    return (message?.reactions ?? []).find(({ name }) => name === emoji)?.users ?? []
  } catch (error) {
    if (['message_not_found', 'channel_not_found'].includes(slackErrorCode(error) ?? '')) return null
    throw error
  }
}
