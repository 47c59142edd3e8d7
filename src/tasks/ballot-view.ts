import type { DecidedBy, JudgePair } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'

/** The vote on a task's texts as it may be shown: who voted how stays out of it while it is open. */
export interface BallotView {
  id: string
  state: 'open' | 'stopped' | 'closed'
  emoji: string
  openedAt: Date
  closesAt: Date
  /** In the order they are shown. */
  options: { label: string; variation: number }[]
  closed: ClosedBallot | null
}

export interface ClosedBallot {
  /** A variation's number. */
  winner: number
  decidedBy: DecidedBy
  /** Null where its time was over, or the judge decided. */
  closedBy: string | null
  reason: string | null
  /** Votes by label. */
  tally: Record<string, number>
  /** Null until the judge has said something. */
  judge: { winner: number | null; pairs: JudgePair[] } | null
}

export async function viewBallot(db: Db, taskId: string): Promise<BallotView | null> {
  const ballot = await db.selectFrom('ballot').selectAll().where('task_id', '=', taskId).executeTakeFirst()
  if (!ballot) return null
  const options = await db
    .selectFrom('ballot_option')
    .select(['label', 'variation'])
    .where('ballot_id', '=', ballot.id)
    .orderBy('label')
    .execute()
  const { id, state, emoji, opened_at: openedAt, closes_at: closesAt } = ballot
  const isClosed = state === 'closed' && ballot.winner !== null && ballot.decided_by !== null
  return {
    id,
    state,
    emoji,
    openedAt,
    closesAt,
    options,
    closed: isClosed
      ? {
          winner: ballot.winner ?? 1,
          decidedBy: ballot.decided_by ?? 'votes',
          closedBy: ballot.closed_by,
          reason: ballot.reason,
          tally: ballot.tally ?? {},
          judge: ballot.judged_at ? { winner: ballot.judge_winner, pairs: ballot.judge_says ?? [] } : null,
        }
      : null,
  }
}
