import { randomUUID } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'

/** A reaction as Slack told of it. */
export interface HeardVote {
  ballotId: string
  label: string
  person: string
  isOn: boolean
  /** Slack's time of the event, in seconds with six decimals. */
  eventTs: string
}

/**
 * Keeps a vote and whether it counts. Events may come twice, late and in any order: of each person and draft the latest by
 * Slack's time holds. On a ballot that was closed before it is kept and changes nothing.
 */
export async function recordVote(db: Db, vote: HeardVote): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const ballot = await trx
      .selectFrom('ballot')
      .select(['state', 'stopped_at'])
      .where('id', '=', vote.ballotId)
      // Whoever counts waits for it, or has counted.
      .forShare()
      .executeTakeFirst()
    if (!ballot) return
    const isInTime = ballot.stopped_at === null || Number(vote.eventTs) * 1000 <= ballot.stopped_at.getTime()
    const isCounted = ballot.state !== 'closed' && isInTime
    await keepEvent(trx, vote, { source: 'event', isCounted })
    if (isCounted) await setVote(trx, vote)
  })
}

/** A line of what was heard; the same one twice is one. */
export async function keepEvent(
  trx: Trx,
  vote: HeardVote,
  { source, isCounted }: { source: 'event' | 'count'; isCounted: boolean },
): Promise<void> {
  const id = randomUUID()
  const kept = await trx
    .insertInto('vote_event')
    .values({
      id,
      ballot_id: vote.ballotId,
      label: vote.label,
      person: vote.person,
      is_on: vote.isOn,
      event_ts: vote.eventTs,
      source,
      counted: isCounted,
    })
    .onConflict((conflict) => conflict.constraint('vote_event_once').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (kept) await record(trx, { kind: 'vote-heard', actor: vote.person, ids: [id] })
}

/** What holds of a person and a draft, unless something later is known. */
export async function setVote(trx: Trx, vote: HeardVote): Promise<void> {
  const said = { is_on: vote.isOn, event_ts: vote.eventTs }
  await trx
    .insertInto('vote')
    .values({ ballot_id: vote.ballotId, label: vote.label, person: vote.person, ...said })
    .onConflict((conflict) =>
      conflict
        .columns(['ballot_id', 'label', 'person'])
        .doUpdateSet(said)
        .whereRef('vote.event_ts', '<', 'excluded.event_ts'),
    )
    .execute()
}
