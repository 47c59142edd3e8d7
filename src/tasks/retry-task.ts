import type { Selectable } from 'kysely'
import { operator } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Budgets } from '../environment.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { SubtaskTable } from '../db/schema.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { budgetsOf, paidFor, reserveBudget } from './budget.ts'
import { estimateParts } from './estimate-task.ts'
import { startNextStage } from './finish-subtask.ts'
import { analysisOf } from './prompt-version.ts'
import { refuseRemoved } from './removed.ts'
import { tellThread, type Task } from './task-state.ts'
import { viewVariations } from './variation-views.ts'
import { unanswered } from './unanswered.ts'

export interface RetryDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  budgets: Budgets
}

/**
 * Runs a task's failed parts again, and only those; their answers are then combined anew. False where the task still
 * runs or nothing of it failed. Throws `budget_exceeded` where the money for them is not there: then nothing changes.
 */
export async function retryTask(deps: RetryDeps, taskId: string, by = operator): Promise<boolean> {
  // The button may be pressed before all of the thread is written: what is written then is changed.
  return again(deps, taskId, { from: ['posting', 'done', 'failed', 'expired'], redo: ['failed'], by })
}

/**
 * Goes on with a cancelled task where it was stopped; what was answered stays. False where it was not cancelled. Throws
 * `budget_exceeded` as the other one does.
 */
export async function resumeTask(deps: RetryDeps, taskId: string, by = operator): Promise<boolean> {
  return again(deps, taskId, { from: ['cancelled'], redo: ['cancelled', 'failed'], by })
}

interface Which {
  from: ('posting' | 'done' | 'failed' | 'expired' | 'cancelled')[]
  redo: ('failed' | 'cancelled')[]
  by: string
}

async function again(deps: RetryDeps, taskId: string, { from, redo, by }: Which): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const task = await trx
      .selectFrom('task')
      .selectAll()
      .where('id', '=', taskId)
      .where('state', 'in', from)
      .where('answers_removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!task) return false
    if (task.document_id) await refuseRemoved(trx, task.document_id)
    const subtasks = await trx.selectFrom('subtask').select('id').where('task_id', '=', taskId).execute()
    const parts = await reset(trx, taskId, { kind: 'part', states: redo })
    const combining = await reset(trx, taskId, {
      kind: 'combine',
      states: parts.length > 0 ? [...redo, 'done'] : redo,
    })
    const isUnread = subtasks.length === 0
    // Of a cancelled task all may be answered, and only its end not be written.
    const isNothingLeft = !isUnread && parts.length + combining.length === 0
    if (isNothingLeft && task.state !== 'cancelled') return false
    await trx
      .updateTable('variation')
      .set({ state: 'open', failure: null })
      .where('task_id', '=', taskId)
      .execute()
    // One that is yet to be read is reckoned after that.
    const redone = [...parts, ...combining]
    await record(trx, { kind: 'part-reset', actor: by, ids: redone.map(({ id }) => id) })
    const money = redone.length === 0 ? {} : await reserveAgain(trx, deps, { task, redone })
    await trx
      .updateTable('task')
      .set({
        ...money,
        state: isUnread ? 'queued' : 'running',
        remaining: parts.length,
        started_at: new Date(),
        deadline: null,
        finished_at: null,
        error_code: null,
        error_message: null,
      })
      .where('id', '=', taskId)
      .execute()
    await record(trx, { kind: 'task-again', actor: by, ids: [taskId] })
    const { priority } = task
    const jobs = parts.map(({ id, run }) => ({ subtaskId: id, run, priority }))
    if (isUnread)
      await deps.enqueue(trx, task.document_id ? 'read-document' : 'fetch-document', { taskId, priority })
    else if (jobs.length > 0) await deps.enqueue(trx, 'run-subtask', jobs)
    else await startNextStage(trx, deps.enqueue, task)
    await tellThread(trx, deps.enqueue, task)
    return true
  })
}

async function reserveAgain(
  trx: Trx,
  { library, budgets }: RetryDeps,
  { task, redone }: { task: Task; redone: Reset[] },
): Promise<{ estimate_usd: number | null; budget_note: string | null }> {
  const analysis = await analysisOf({ db: trx, library }, task)
  const variations = await viewVariations(trx, task.id)
  const { usd } = await estimateParts(trx, { analysis, task, parts: redone, variations })
  const note = await reserveBudget(trx, { task, usd, budgets: budgetsOf(budgets, analysis) })
  return {
    estimate_usd: usd === null ? null : usd + (await paidFor(trx, task)),
    budget_note: note,
  }
}

type Reset = Pick<
  Selectable<SubtaskTable>,
  'id' | 'name' | 'run' | 'variation' | 'section_start' | 'section_end'
>

// What a combining subtask said rests on the old answers.
async function reset(
  trx: Trx,
  taskId: string,
  which: { kind: 'part' | 'combine'; states: ('failed' | 'cancelled' | 'done')[] },
): Promise<Reset[]> {
  const rows = await trx
    .updateTable('subtask')
    .set((set) => ({
      ...unanswered,
      run: set('run', '+', 1),
    }))
    .where('task_id', '=', taskId)
    .where('kind', '=', which.kind)
    .where('state', 'in', which.states)
    .returning(['id', 'name', 'run', 'variation', 'section_start', 'section_end'])
    .execute()
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await trx.deleteFrom('finding').where('subtask_id', 'in', ids).execute()
  return rows
}
