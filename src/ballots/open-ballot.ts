import { randomInt, randomUUID } from 'node:crypto'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { analysisOf } from '../tasks/prompt-version.ts'
import { proseOf } from '../tasks/prose.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { passing } from '../tasks/variation-views.ts'

const hourMs = 3_600_000

/** What people vote with; Slack's name of the emoji. */
export const voteEmoji = 'white_check_mark'

/**
 * Opens the vote on a finished task's texts where its analysis leaves the choice to people and there is one: at least two
 * texts that differ. Of an open one it adds the texts that came later. True where something changed.
 */
export async function openBallot(
  deps: { db: Db; library: Library; enqueue: Enqueue },
  view: TaskView,
): Promise<boolean> {
  if (view.variations < 2 || (view.state !== 'posting' && view.state !== 'done')) return false
  if (view.ballot && view.ballot.state !== 'open') return false
  const candidates = differentTexts(view)
  const known = view.ballot?.options.map(({ variation }) => variation) ?? []
  const isNew = candidates.some((variation) => !known.includes(variation))
  if (candidates.length < 2 || !isNew) return false
  const task = await deps.db
    .selectFrom('task')
    .select(['analysis', 'prompt_hash', 'team_id'])
    .where('id', '=', view.id)
    .executeTakeFirstOrThrow()
  const { choose, ballot } = await analysisOf(deps, task)
  if (choose !== 'vote') return false
  return deps.db.transaction().execute(async (trx) => {
    const closesAt = new Date(Date.now() + ballot.hours * hourMs)
    const id = await claimBallot(trx, { taskId: view.id, teamId: task.team_id, closesAt })
    if (id === null) return false
    const isChanged = await addOptions(trx, id, candidates)
    if (isChanged) await record(trx, { kind: 'ballot-opened', actor: paralegal, ids: [id] })
    if (isChanged && ballot.judge !== 'none') await deps.enqueue(trx, 'judge-ballot', { ballotId: id })
    return isChanged
  })
}

// Two that say the same, word for word, are no choice.
function differentTexts(view: TaskView): number[] {
  const seen = new Set<string>()
  return passing(view.variationList).filter((variation) => {
    const text = proseOf(view, variation).replace(/\s+/g, ' ').trim()
    const isNew = text !== '' && !seen.has(text)
    seen.add(text)
    return isNew
  })
}

// Null where somebody closed it meanwhile.
async function claimBallot(
  trx: Trx,
  of: { taskId: string; teamId: string; closesAt: Date },
): Promise<string | null> {
  await trx
    .insertInto('ballot')
    .values({
      id: randomUUID(),
      task_id: of.taskId,
      team_id: of.teamId,
      emoji: voteEmoji,
      closes_at: of.closesAt,
    })
    .onConflict((conflict) => conflict.column('task_id').doNothing())
    .execute()
  const ballot = await trx
    .selectFrom('ballot')
    .select(['id', 'state'])
    .where('task_id', '=', of.taskId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return ballot.state === 'open' ? ballot.id : null
}

// Letters in an order that says nothing of how the texts were made.
async function addOptions(trx: Trx, ballotId: string, candidates: number[]): Promise<boolean> {
  const options = await trx
    .selectFrom('ballot_option')
    .select('variation')
    .where('ballot_id', '=', ballotId)
    .execute()
  const added = shuffled(candidates.filter((each) => !options.some(({ variation }) => variation === each)))
  if (added.length === 0) return false
  await trx
    .insertInto('ballot_option')
    .values(
      added.map((variation, index) => ({
        ballot_id: ballotId,
        label: String.fromCharCode('A'.charCodeAt(0) + options.length + index),
        variation,
      })),
    )
    .execute()
  return true
}

function shuffled(numbers: number[]): number[] {
  const rest = [...numbers]
  return numbers.map(() => rest.splice(randomInt(rest.length), 1)[0] ?? 0)
}
