import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { ReactionAddedEvent, ReactionRemovedEvent } from '@slack/types'
import { recordVote } from '../../ballots/record-vote.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { AccessRules } from '../../config.ts'
import type { Logger } from '../../log.ts'
import { refusalFor } from '../access.ts'
import { draftKind } from '../ballot-posts.ts'

interface Deps {
  db: Db
  access: AccessRules
  log: Logger
}

type Reaction = ReactionAddedEvent | ReactionRemovedEvent

/** A reaction to a draft is a vote; taken away it is none. Whoever may not use the bot may not vote. */
export function listenForVotes(app: App, deps: Deps): void {
  app.event('reaction_added', async ({ event, client, context, body }) => {
    if (event.user !== context.botUserId)
      await record({ ...deps, client }, { event, teamId: body.team_id, isOn: true })
  })
  app.event('reaction_removed', async ({ event, client, context, body }) => {
    if (event.user !== context.botUserId)
      await record({ ...deps, client }, { event, teamId: body.team_id, isOn: false })
  })
}

async function record(
  deps: Deps & { client: WebClient },
  { event, teamId, isOn }: { event: Reaction; teamId: string; isOn: boolean },
): Promise<void> {
  const option = await patiently(() => findOption(deps.db, event, teamId))
  if (!option) return
  const { item, user: person, event_ts: eventTs } = event
  // One that cannot be checked now is looked at again when the votes are counted.
  if ((await refusalFor(deps, { userId: person, teamId, channelId: item.channel })) !== null) return
  await patiently(() =>
    recordVote(deps.db, { ballotId: option.id, label: option.label, person, isOn, eventTs }),
  )
}

async function findOption(
  db: Db,
  { item, reaction }: Reaction,
  teamId: string,
): Promise<{ id: string; label: string } | undefined> {
  const options = await db
    .selectFrom('post')
    .innerJoin('ballot', 'ballot.task_id', 'post.owner_id')
    .innerJoin('ballot_option', 'ballot_option.ballot_id', 'ballot.id')
    .select(['ballot.id', 'ballot_option.label', 'post.kind'])
    .where('post.channel_id', '=', item.channel)
    .where('post.ts', '=', item.ts)
    .where('ballot.team_id', '=', teamId)
    .where('ballot.emoji', '=', reaction)
    .execute()
  return options.find(({ kind, label }) => kind === draftKind(label))
}
