import type { App } from '@slack/bolt'
import type { ReactionAddedEvent, ReactionRemovedEvent } from '@slack/types'
import { recordVote } from '../../ballots/record-vote.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import { draftKind } from '../ballot-posts.ts'

/** A reaction to a draft is a vote; taken away it is none. */
export function listenForVotes(app: App, deps: { db: Db }): void {
  app.event('reaction_added', async ({ event, context, body }) => {
    if (event.user !== context.botUserId)
      await patiently(() => record(deps.db, { event, teamId: body.team_id, isOn: true }))
  })
  app.event('reaction_removed', async ({ event, context, body }) => {
    if (event.user !== context.botUserId)
      await patiently(() => record(deps.db, { event, teamId: body.team_id, isOn: false }))
  })
}

async function record(
  db: Db,
  {
    event,
    teamId,
    isOn,
  }: { event: ReactionAddedEvent | ReactionRemovedEvent; teamId: string; isOn: boolean },
): Promise<void> {
  const { item, user: person, event_ts: eventTs, reaction } = event
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
  const option = options.find(({ kind, label }) => kind === draftKind(label))
  if (option) await recordVote(db, { ballotId: option.id, label: option.label, person, isOn, eventTs })
}
