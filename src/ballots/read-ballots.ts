import type { DecidedBy, EffortColumn } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'

/** Which closed votes are meant. */
export interface BallotFilter {
  /** Null: of all teams. */
  teamId: string | null
  analysis: string | null
  since: Date | null
}

/** A vote that is over, with what its drafts were made with. */
export interface SettledBallot {
  id: string
  taskId: string
  teamId: string
  channelId: string | null
  analysis: string
  promptVersion: number | null
  promptHash: string | null
  openedAt: Date
  stoppedAt: Date
  closedBy: string | null
  reason: string | null
  decidedBy: DecidedBy
  /** A variation's number. */
  winner: number
  tally: Record<string, number>
  /** Null where no judge has spoken. */
  judge: { winner: number | null } | null
  options: SettledOption[]
}

export interface SettledOption {
  label: string
  variation: number
  variant: string | null
  model: string
  effort: EffortColumn | null
}

/** The votes that are over, the oldest first. */
export async function readBallots(db: Db, filter: BallotFilter): Promise<SettledBallot[]> {
  const rows = await db
    .selectFrom('ballot')
    .innerJoin('task', 'task.id', 'ballot.task_id')
    .selectAll('ballot')
    .select(['task.analysis', 'task.prompt_version', 'task.prompt_hash', 'task.channel_id'])
    .where('ballot.state', '=', 'closed')
    .$if(filter.teamId !== null, (query) => query.where('ballot.team_id', '=', filter.teamId ?? ''))
    .$if(filter.analysis !== null, (query) => query.where('task.analysis', '=', filter.analysis ?? ''))
    .$if(filter.since !== null, (query) => query.where('ballot.closed_at', '>=', filter.since))
    .orderBy('ballot.opened_at')
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const options = await db
    .selectFrom('ballot_option')
    .innerJoin('ballot', 'ballot.id', 'ballot_option.ballot_id')
    .innerJoin('variation', (join) =>
      join
        .onRef('variation.task_id', '=', 'ballot.task_id')
        .onRef('variation.number', '=', 'ballot_option.variation'),
    )
    .selectAll('ballot_option')
    .select(['variation.variant', 'variation.model', 'variation.effort'])
    .where('ballot_option.ballot_id', 'in', ids)
    .orderBy('ballot_option.label')
    .execute()
  return rows.flatMap((row): SettledBallot[] => {
    if (row.winner === null || row.decided_by === null || row.stopped_at === null) return []
    return [
      {
        id: row.id,
        taskId: row.task_id,
        teamId: row.team_id,
        channelId: row.channel_id,
        analysis: row.analysis,
        promptVersion: row.prompt_version,
        promptHash: row.prompt_hash,
        openedAt: row.opened_at,
        stoppedAt: row.stopped_at,
        closedBy: row.closed_by,
        reason: row.reason,
        decidedBy: row.decided_by,
        winner: row.winner,
        tally: row.tally ?? {},
        judge: row.judged_at === null ? null : { winner: row.judge_winner },
        options: options
          .filter(({ ballot_id: of }) => of === row.id)
          .map(({ label, variation, variant, model, effort }) => ({
            label,
            variation,
            variant,
            model,
            effort,
          })),
      },
    ]
  })
}

/** Whether people chose, not the agreement of the answers or a judge. */
export function isByPeople({ decidedBy }: Pick<SettledBallot, 'decidedBy'>): boolean {
  return decidedBy === 'votes' || decidedBy === 'tie-break'
}
