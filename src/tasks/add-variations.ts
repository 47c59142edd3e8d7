import { randomUUID } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Trx } from '../db/connect.ts'
import { estimateParts } from './estimate-task.ts'
import { budgetsOf, paidFor, reserveBudget } from './budget.ts'
import { variationsOf } from './plan-task.ts'
import { analysisOf } from './prompt-version.ts'
import { refuseRemoved } from './removed.ts'
import type { RetryDeps } from './retry-task.ts'
import { tellThread, type Task } from './task-state.ts'

/** So many answers to a question are enough for anybody. */
export const maxVariations = 9

/**
 * Asks a finished task's questions more often; all answers are then compared. False where it still runs, has as many as there
 * may be, or its text was chosen already. Throws `budget_exceeded` where the money is not there: then nothing changes.
 */
export async function addVariations(
  deps: RetryDeps,
  { taskId, count, by }: { taskId: string; count: number; by: string },
): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const task = await findFinished(trx, taskId)
    if (!task || task.variations + count > maxVariations) return false
    const analysis = await analysisOf({ db: trx, library: deps.library }, task)
    const all = { ...task, variations: task.variations + count }
    const variations = variationsOf(analysis, all).filter(({ number }) => number > task.variations)
    const asked = await readAsked(trx, taskId)
    const rows = variations.flatMap(({ number: variation }) =>
      asked.map((subtask) => ({ ...subtask, variation, id: randomUUID(), task_id: taskId })),
    )
    const { usd } = await estimateParts(trx, { analysis, task, parts: rows, variations })
    const note = await reserveBudget(trx, { task, usd, budgets: budgetsOf(deps.budgets, analysis) })
    await trx
      .insertInto('variation')
      .values(variations.map((variation) => ({ task_id: taskId, ...variation })))
      .execute()
    await trx.insertInto('subtask').values(rows).execute()
    const parts = rows.filter(({ kind }) => kind === 'part')
    await trx
      .updateTable('task')
      .set({
        state: 'running',
        variations: all.variations,
        remaining: parts.length,
        estimate_usd: usd === null ? null : usd + (await paidFor(trx, task)),
        budget_note: note,
        started_at: new Date(),
        deadline: null,
        finished_at: null,
      })
      .where('id', '=', taskId)
      .execute()
    await record(trx, { kind: 'part-planned', actor: by, ids: rows.map(({ id }) => id) })
    await record(trx, { kind: 'task-again', actor: by, ids: [taskId] })
    const jobs = parts.map(({ id }) => ({ subtaskId: id, priority: task.priority }))
    await deps.enqueue(trx, 'run-subtask', jobs)
    await tellThread(trx, deps.enqueue, task)
    return true
  })
}

// The same questions of the same sections as before, so that all answers can be compared.
async function readAsked(trx: Trx, taskId: string) {
  return trx
    .selectFrom('subtask')
    .select(['name', 'title', 'kind', 'position', 'section_start', 'section_end'])
    .where('task_id', '=', taskId)
    .where('variation', '=', 1)
    .orderBy('section_start')
    .orderBy('position')
    .execute()
}

// One whose text was chosen is settled.
async function findFinished(trx: Trx, taskId: string): Promise<Task | undefined> {
  const task = await trx
    .selectFrom('task')
    .selectAll()
    .where('id', '=', taskId)
    .where('state', 'in', ['posting', 'done'])
    .where('answers_removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (task?.document_id) await refuseRemoved(trx, task.document_id)
  const settled = await trx
    .selectFrom('ballot')
    .select('id')
    .where('task_id', '=', taskId)
    .where('state', '<>', 'open')
    .executeTakeFirst()
  return settled ? undefined : task
}
