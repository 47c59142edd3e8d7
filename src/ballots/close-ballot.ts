import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { mostAgreed } from '../tasks/agreement.ts'
import { tellThread } from '../tasks/task-state.ts'
import { viewTask } from '../tasks/task-view.ts'
import { decide, tallyOf, type Vote } from './decide.ts'
import { keepEvent, setVote } from './record-vote.ts'

/** From now on no vote counts; then the reactions are counted. False where somebody else closed it before. */
export async function stopBallot(
  deps: { db: Db; enqueue: Enqueue },
  of: { ballotId: string; by: string | null; reason: string | null; at?: Date; isJudged?: boolean },
): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const ballot = await trx
      .updateTable('ballot')
      .set({
        state: 'stopped',
        stopped_at: of.at ?? new Date(),
        closed_by: of.by,
        reason: of.reason,
        decided_by: of.isJudged ? 'judge' : null,
      })
      .where('id', '=', of.ballotId)
      .where('state', '=', 'open')
      .returning(['id', 'task_id'])
      .executeTakeFirst()
    if (!ballot) return false
    await record(trx, { kind: 'ballot-stopped', actor: of.by ?? paralegal, ids: [ballot.id] })
    await deps.enqueue(trx, 'close-ballot', { ballotId: ballot.id })
    await tellTaskThread(trx, deps.enqueue, ballot.task_id)
    return true
  })
}

/** Stops the votes whose time is over. */
export async function stopOverdue(deps: { db: Db; enqueue: Enqueue }, now: Date): Promise<void> {
  const overdue = await deps.db
    .selectFrom('ballot')
    .select(['id', 'closes_at'])
    .where('state', '=', 'open')
    .where('closes_at', '<=', now)
    .execute()
  for (const { id, closes_at: at } of overdue)
    await stopBallot(deps, { ballotId: id, by: null, reason: null, at })
}

/** Who has reacted to each draft, by its label; a draft that Slack no longer knows is missing. */
export type CountedReactions = Map<string, Set<string>>

/** Ends a stopped vote: what Slack shows corrects what was heard, then it is decided. Done twice it changes nothing. */
export async function closeBallot(
  deps: { db: Db; enqueue: Enqueue; library: Library },
  { ballotId }: JobPayload<'close-ballot'>,
  counted: CountedReactions,
): Promise<void> {
  const found = await deps.db
    .selectFrom('ballot')
    .select('task_id')
    .where('id', '=', ballotId)
    .executeTakeFirst()
  if (!found) return
  const view = await viewTask(deps, found.task_id)
  await deps.db.transaction().execute(async (trx) => {
    const ballot = await trx
      .selectFrom('ballot')
      .selectAll()
      .where('id', '=', ballotId)
      .where('state', '=', 'stopped')
      .forUpdate()
      .executeTakeFirst()
    if (!ballot) return
    await correct(trx, { id: ballot.id, stoppedAt: ballot.stopped_at ?? new Date() }, counted)
    const options = await trx
      .selectFrom('ballot_option')
      .select(['label', 'variation'])
      .where('ballot_id', '=', ballotId)
      .orderBy('label')
      .execute()
    const labels = options.map(({ label }) => label)
    const votes = await readVotes(trx, ballotId)
    const variationOf = (label: string) => options.find((option) => option.label === label)?.variation ?? 1
    const labelOf = (variation: number) =>
      options.find((option) => option.variation === variation)?.label ?? 'A'
    const decision = decide({
      labels,
      votes,
      requestedBy: view.requestedBy,
      closedBy: ballot.closed_by,
      mostAgreed: (among) => labelOf(mostAgreed(view.findings, among.map(variationOf))),
    })
    const isJudged = ballot.decided_by === 'judge' && ballot.judge_winner !== null
    await trx
      .updateTable('ballot')
      .set({
        state: 'closed',
        closed_at: new Date(),
        winner: isJudged ? ballot.judge_winner : variationOf(decision.label),
        decided_by: isJudged ? 'judge' : decision.decidedBy,
        tally: JSON.stringify(tallyOf(labels, votes)),
      })
      .where('id', '=', ballotId)
      .execute()
    await record(trx, { kind: 'ballot-closed', actor: paralegal, ids: [ballotId] })
    await tellTaskThread(trx, deps.enqueue, ballot.task_id)
  })
}

/** The votes that stand. */
export async function readVotes(db: Db | Trx, ballotId: string): Promise<Vote[]> {
  return db
    .selectFrom('vote')
    .select(['label', 'person'])
    .where('ballot_id', '=', ballotId)
    .where('is_on', '=', true)
    .orderBy('event_ts')
    .execute()
}

// What was heard of after the end is not in the count, whatever Slack shows now.
async function correct(
  trx: Trx,
  ballot: { id: string; stoppedAt: Date },
  counted: CountedReactions,
): Promise<void> {
  const eventTs = (ballot.stoppedAt.getTime() / 1000).toFixed(6)
  const standing = await readVotes(trx, ballot.id)
  const late = await trx
    .selectFrom('vote_event')
    .select(['label', 'person'])
    .where('ballot_id', '=', ballot.id)
    .where('counted', '=', false)
    .execute()
  for (const [label, people] of counted) {
    const before = new Set(standing.filter((vote) => vote.label === label).map(({ person }) => person))
    const changed = [...new Set([...people, ...before])].filter(
      (person) =>
        people.has(person) !== before.has(person) &&
        !late.some((event) => event.label === label && event.person === person),
    )
    for (const person of changed) {
      const vote = { ballotId: ballot.id, label, person, isOn: people.has(person), eventTs }
      await keepEvent(trx, vote, { source: 'count', isCounted: true })
      await setVote(trx, vote)
    }
  }
}

async function tellTaskThread(trx: Trx, enqueue: Enqueue, taskId: string): Promise<void> {
  const task = await trx
    .selectFrom('task')
    .select(['id', 'channel_id'])
    .where('id', '=', taskId)
    .executeTakeFirstOrThrow()
  await tellThread(trx, enqueue, task)
}
