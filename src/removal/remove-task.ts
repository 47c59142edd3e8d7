import { sql } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { openStates, tellThread } from '../tasks/task-state.ts'
import { dropTexts, eraseAnswers, erasePrompts, textsOf, type Counts } from './erase.ts'
import { isTaskHeld, keepHoldsOut } from './holds.ts'
import { noteForgotten } from './note-forgotten.ts'

export interface RemoveDeps {
  db: Db
  enqueue: Enqueue
}

export type TaskRemoval =
  | { outcome: 'removed'; counts: Counts }
  /** `running`: it is not touched before its end. `nothing`: it is gone already. */
  | { outcome: 'held' | 'running' | 'nothing' }

/**
 * Removes what a task holds, once it has ended and unless it is held: its prompts, and where asked for its answers. Done
 * twice it is done once. The thread is told; what stands there is its own business.
 */
export async function removeTask(
  deps: RemoveDeps,
  of: { taskId: string; removalId: string; what: 'all' | 'prompts' },
): Promise<TaskRemoval> {
  const removal = await deps.db.transaction().execute((trx) => removeIn(trx, deps.enqueue, of))
  if (removal.outcome !== 'removed') return removal
  const texts = await dropTexts(deps.db, await textsOf(deps.db, of))
  return { ...removal, counts: { ...removal.counts, 'prompt texts': texts } }
}

async function removeIn(
  trx: Trx,
  enqueue: Enqueue,
  of: { taskId: string; removalId: string; what: 'all' | 'prompts' },
): Promise<TaskRemoval> {
  await keepHoldsOut(trx)
  const task = await trx
    .selectFrom('task')
    .select(['id', 'state', 'channel_id', 'answers_removed_at', 'prompts_removed_at'])
    .select(isTaskHeld('task').as('isHeld'))
    .where('id', '=', of.taskId)
    .forUpdate()
    .executeTakeFirst()
  if (!task) return { outcome: 'nothing' }
  if (task.isHeld) return { outcome: 'held' }
  if (openStates.includes(task.state)) return { outcome: 'running' }
  const isWhole = of.what === 'all' && task.answers_removed_at === null
  if (!isWhole && task.prompts_removed_at !== null) return { outcome: 'nothing' }
  const answers = isWhole ? await eraseAnswers(trx, of) : {}
  const prompts = await erasePrompts(trx, of)
  await noteForgotten(trx, { ...of, what: isWhole ? 'all' : 'prompts' })
  if (isWhole) await tellThread(trx, enqueue, task)
  return { outcome: 'removed', counts: { ...answers, ...prompts } }
}

/** Tasks that a task's answers were judged by: what they read are those answers. */
export async function findJudging(db: Db, taskId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select judging.id from task judging
    where judging.answers_removed_at is null and (
      judging.dedupe_key like 'judge:%:' || ${taskId} || ':%'
      or exists (select from ballot where ballot.task_id = ${taskId}
        and judging.dedupe_key like 'judge:ballot:' || ballot.id || ':%'))`.execute(db)
  return rows.map(({ id }) => id)
}
