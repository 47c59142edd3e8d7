import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { JudgePair } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'
import { stopBallot } from './close-ballot.ts'
import { mayDecide, type JudgeThreshold } from './judge-agreement.ts'
import { judgeOf } from './read-stats.ts'
import { startPair, verdictOfPair } from '../evals/judge-pair.ts'
import { splitModelName } from '../llm/model-name.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import { NotYet } from '../queue/not-yet.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { analysisOf } from '../tasks/prompt-version.ts'
import { proseOf } from '../tasks/prose.ts'
import { finalStates, tellThread } from '../tasks/task-state.ts'
import { viewTask } from '../tasks/task-view.ts'

const lookEveryMs = 3000

export interface JudgeBallotDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  /** The installation's model: the judge where the analysis names none. */
  model: string
  threshold: JudgeThreshold
}

/**
 * Has a model compare the drafts of a vote two by two, each pair in both orders. What it says is kept, and shown when people
 * have decided; where the analysis wants it, the judge decides alone once it has agreed with people often enough. A text that
 * came later has it judge again. The offline model understands nothing: it is not asked.
 */
export async function judgeBallot(
  deps: JudgeBallotDeps,
  { ballotId }: JobPayload<'judge-ballot'>,
): Promise<void> {
  const ballot = await readBallot(deps.db, ballotId)
  if (!ballot) return
  const analysis = await analysisOf(deps, ballot)
  const model = analysis.ballot.judge_model ?? deps.model
  if (splitModelName(model).provider === 'offline') return
  const variations = await readVariations(deps.db, ballotId)
  const judged = await judgePairs({ ...deps, model }, { ballot, analysis, variations })
  const says = await Promise.all(judged.map(async (pair) => verdictOn(deps, pair)))
  const winner = winnerOf(variations, says)
  await deps.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('ballot')
      .set({ judged_at: new Date(), judge_winner: winner, judge_says: JSON.stringify(says) })
      .where('id', '=', ballotId)
      .execute()
    await record(trx, { kind: 'ballot-judged', actor: paralegal, ids: [ballotId] })
    await tellThread(trx, deps.enqueue, { id: ballot.task_id, channel_id: ballot.channel_id })
  })
  if (winner === null || analysis.ballot.judge !== 'decides') return
  const filter = { teamId: ballot.team_id, analysis: ballot.analysis, since: null }
  if (mayDecide(await judgeOf(deps.db, filter), deps.threshold))
    await stopBallot(deps, { ballotId, by: null, reason: null, isJudged: true })
}

/** The one that is preferred to each of the others; null where there is none. */
export function winnerOf(variations: number[], pairs: JudgePair[]): number | null {
  const beaten = (variation: number) =>
    pairs.filter((pair) => pair.variations.includes(variation) && pair.winner === variation).length
  return variations.find((variation) => beaten(variation) === variations.length - 1) ?? null
}

interface JudgedPair {
  variations: [number, number]
  taskIds: [string, string]
}

type JudgedBallot = NonNullable<Awaited<ReturnType<typeof readBallot>>>

async function judgePairs(
  deps: JudgeBallotDeps,
  of: { ballot: JudgedBallot; analysis: Analysis; variations: number[] },
): Promise<JudgedPair[]> {
  const view = await viewTask(deps, of.ballot.task_id)
  const judged: JudgedPair[] = []
  for (const [index, first] of of.variations.entries()) {
    for (const second of of.variations.slice(index + 1)) {
      const taskIds = await startPair(
        // Nobody's own task: it is in no list of theirs.
        { ...deps, requestedBy: 'judge' },
        {
          key: `ballot:${of.ballot.id}:${first}:${second}`,
          asked: `${of.analysis.title}: ${of.analysis.description}`,
          texts: [proseOf(view, first), proseOf(view, second)],
          teamId: of.ballot.team_id,
          lane: 'batch',
          batch: `ballot:${of.ballot.id}`,
          redact: { groups: of.ballot.redact, documentId: of.ballot.document_id },
        },
      )
      judged.push({ variations: [first, second], taskIds })
    }
  }
  return judged
}

// Throws NotYet while the judge is still thinking.
async function verdictOn(deps: JudgeBallotDeps, { variations, taskIds }: JudgedPair): Promise<JudgePair> {
  const states = await deps.db.selectFrom('task').select('state').where('id', 'in', taskIds).execute()
  if (states.some(({ state }) => !finalStates.includes(state)))
    throw new NotYet(new Date(Date.now() + lookEveryMs))
  const verdict = await verdictOfPair(deps, taskIds)
  const [first, second] = variations
  return { variations, winner: verdict === 'first' ? first : verdict === 'second' ? second : null }
}

async function readBallot(db: Db, ballotId: string) {
  return db
    .selectFrom('ballot')
    .innerJoin('task', 'task.id', 'ballot.task_id')
    .select([
      'ballot.id',
      'ballot.task_id',
      'ballot.team_id',
      'ballot.state',
      'task.analysis',
      'task.prompt_hash',
      'task.channel_id',
      'task.redact',
      'task.document_id',
    ])
    .where('ballot.id', '=', ballotId)
    .executeTakeFirst()
}

async function readVariations(db: Db, ballotId: string): Promise<number[]> {
  const options = await db
    .selectFrom('ballot_option')
    .select('variation')
    .where('ballot_id', '=', ballotId)
    .orderBy('variation')
    .execute()
  return options.map(({ variation }) => variation)
}
