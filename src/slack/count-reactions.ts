import type { WebClient } from '@slack/web-api'
import type { CountedReactions } from '../ballots/close-ballot.ts'
import type { Db } from '../db/connect.ts'
import type { AccessRules } from '../config.ts'
import type { Logger } from '../log.ts'
import { refusalFor } from './access.ts'
import { draftKind } from './ballot-posts.ts'
import { slackErrorCode, toAppError } from './slack-errors.ts'

interface CountDeps {
  db: Db
  client: WebClient
  log: Logger
  access: AccessRules
}

/**
 * Who has reacted to the drafts of a vote with its emoji, as Slack shows it now; neither the bot itself nor who may not use
 * it counts.
 */
export async function countReactions(deps: CountDeps, ballotId: string): Promise<CountedReactions> {
  const counted: CountedReactions = new Map()
  try {
    const { user_id: botId } = await deps.client.auth.test()
    for (const draft of await findDrafts(deps.db, ballotId)) {
      const people = await reactedTo(deps.client, draft)
      if (!people) continue
      const others = people.filter((person) => person !== botId)
      counted.set(draft.label, await allowed(deps, { ballotId, draft, people: others }))
    }
    return counted
  } catch (error) {
    if (slackErrorCode(error) !== 'missing_scope') throw toAppError(error)
    deps.log.warn('cannot count reactions: install the app again with the scopes of manifest.yml')
    return counted
  }
}

// Whose event came has been looked at then.
async function allowed(
  deps: CountDeps,
  { ballotId, draft, people }: { ballotId: string; draft: Draft; people: string[] },
): Promise<Set<string>> {
  const heard = await deps.db.selectFrom('vote').select('person').where('ballot_id', '=', ballotId).execute()
  const counted = new Set<string>()
  for (const person of people) {
    const asking = { userId: person, teamId: draft.teamId, channelId: draft.channelId }
    const isKnown = heard.some((vote) => vote.person === person)
    if (isKnown || (await refusalFor(deps, asking)) === null) counted.add(person)
  }
  return counted
}

interface Draft {
  teamId: string
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
    .select([
      'ballot_option.label',
      'ballot.emoji',
      'ballot.team_id',
      'post.kind',
      'post.channel_id',
      'post.ts',
    ])
    .where('ballot.id', '=', ballotId)
    .where('post.state', '=', 'sent')
    .execute()
  return rows.flatMap(({ label, emoji, team_id: teamId, kind, channel_id: channelId, ts }) =>
    kind === draftKind(label) && ts !== null ? [{ label, emoji, teamId, channelId, ts }] : [],
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
