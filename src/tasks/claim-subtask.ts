import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { analysisOf } from './prompt-version.ts'
import { tellThread } from './task-state.ts'

export interface ClaimDeps {
  db: Db
  enqueue: Enqueue
  library: Library
}

/** A subtask with what is needed of its task to ask it. */
export type ClaimedSubtask = NonNullable<Awaited<ReturnType<typeof claim>>>

/** Marks a subtask as running; undefined where it or its task has ended, or it was started anew since. */
export async function claimSubtask(
  deps: ClaimDeps,
  payload: JobPayload<'run-subtask'>,
): Promise<ClaimedSubtask | undefined> {
  const claimed = await claim(deps.db, payload)
  if (!claimed) return undefined
  const task = { id: claimed.task_id, channel_id: claimed.channel_id }
  if (task.channel_id) await deps.db.transaction().execute((trx) => tellThread(trx, deps.enqueue, task))
  return claimed
}

// One statement: all parts of a task come here at the same moment.
async function claim(db: Db, { subtaskId, run }: JobPayload<'run-subtask'>) {
  return db
    .updateTable('subtask')
    .from('task')
    .innerJoin('variation', 'variation.task_id', 'task.id')
    .set((set) => ({
      state: 'running',
      started_at: set.fn.coalesce('subtask.started_at', set.val(new Date())),
    }))
    .whereRef('task.id', '=', 'subtask.task_id')
    .whereRef('variation.number', '=', 'subtask.variation')
    .where('subtask.id', '=', subtaskId)
    .where('subtask.run', '=', run)
    .where('subtask.state', 'in', ['pending', 'running'])
    .where('task.state', 'in', ['running', 'combining'])
    .returning((select) => [
      'subtask.id',
      'subtask.task_id',
      'subtask.name',
      'subtask.kind',
      'subtask.position',
      'subtask.variation',
      'subtask.section_start',
      'subtask.section_end',
      'subtask.run',
      'task.document_id',
      'task.analysis',
      'task.prompt_hash',
      'task.variables',
      'task.file_name',
      'variation.model',
      'variation.variant',
      'variation.effort',
      'subtask.discarded_attempts',
      'task.requested_by',
      'task.estimate_usd',
      'task.team_id',
      'task.channel_id',
      'task.origin_channel_id',
      'task.redact',
      'task.deadline',
      'task.priority',
      // How many calls of the task read the same: more than one share their beginning.
      select
        .selectFrom('subtask as sibling')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('sibling.task_id', '=', 'task.id')
        .whereRef('sibling.section_start', '=', 'subtask.section_start')
        .where(sql<boolean>`sibling.section_end is not distinct from subtask.section_end`)
        .as('siblings'),
      // Whether a model was asked for it before.
      select
        .exists(select.selectFrom('generation').select('generation.id').where('subtask_id', '=', subtaskId))
        .as('was_asked'),
    ])
    .executeTakeFirst()
}

/** The clock of a task runs from its first question on, or from the first one that is asked anew. */
export async function setDeadline(
  deps: Pick<ClaimDeps, 'db' | 'library'>,
  subtask: ClaimedSubtask,
): Promise<void> {
  const isFirst = subtask.position === 0 || subtask.run > 1
  if (subtask.deadline !== null || !isFirst) return
  const { task_minutes: minutes } = (await analysisOf(deps, subtask)).timeouts
  await deps.db
    .updateTable('task')
    .set({ deadline: new Date(Date.now() + minutes * 60_000) })
    .where('id', '=', subtask.task_id)
    .where('deadline', 'is', null)
    .execute()
}
