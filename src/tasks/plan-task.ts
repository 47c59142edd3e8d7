import { randomUUID } from 'node:crypto'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Budgets } from '../environment.ts'
import type { Db, Trx } from '../db/connect.ts'
import { combineName } from '../prompts/analysis.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { budgetsOf, reserveBudget } from './budget.ts'
import type { Estimate } from './estimate-calls.ts'
import { analysisOf } from './prompt-version.ts'
import { setStateIn, type Task } from './task-state.ts'

/**
 * Writes the task's subtasks and queues its parts, all at once: they run in parallel. Planning twice changes nothing. Throws
 * `budget_exceeded` where the money is not there.
 */
export async function planTask(
  deps: { db: Db; enqueue: Enqueue; library: Library; budgets: Budgets },
  { taskId, estimate }: { taskId: string; estimate: Estimate },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, { taskId, from: ['reading'], to: 'running' })
    if (!task) return
    const analysis = await analysisOf({ ...deps, db: trx }, task)
    const budgets = budgetsOf(deps.budgets, analysis)
    const budgetNote = await reserveBudget(trx, { task, usd: estimate.usd, budgets })
    const rows = subtasksOf(analysis, task.variations).map((subtask) => ({
      ...subtask,
      id: randomUUID(),
      task_id: taskId,
    }))
    const parts = rows.filter((row) => row.kind === 'part')
    await trx.insertInto('subtask').values(rows).execute()
    await trx
      .insertInto('variation')
      .values(variationsOf(analysis, task).map((variation) => ({ task_id: taskId, ...variation })))
      .execute()
    await trx
      .updateTable('task')
      .set({
        remaining: parts.length,
        prompt_version: analysis.version,
        prompt_hash: analysis.hash,
        estimate_usd: estimate.usd,
        budget_note: budgetNote,
      })
      .where('id', '=', taskId)
      .execute()
    await record(trx, { kind: 'part-planned', actor: paralegal, ids: rows.map(({ id }) => id) })
    const also = { settings: { budgets: deps.budgets, channel: await settingsAt(trx, task) } }
    await record(trx, { kind: 'task-planned', actor: paralegal, ids: [taskId], also })
    const jobs = parts.map((part) => ({ subtaskId: part.id, priority: task.priority }))
    await deps.enqueue(trx, 'run-subtask', jobs)
  })
}

// What holds where it was asked for, as it is now.
async function settingsAt(
  trx: Trx,
  task: Task,
): Promise<{ approvers: string[]; may_export: boolean } | null> {
  const channelId = task.origin_channel_id ?? task.channel_id
  if (channelId === null) return null
  const row = await trx
    .selectFrom('channel_setting')
    .select(['approvers', 'may_export'])
    .where('team_id', '=', task.team_id)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  return row ?? null
}

/** What each of a task's answers is made with: the analysis' variants in turn. */
export function variationsOf(
  { variants }: Pick<Analysis, 'variants'>,
  task: { variations: number; model: string; model_chosen: boolean },
) {
  return Array.from({ length: task.variations }, (_, index) => {
    // One answer alone is made with the templates as they are.
    const variant = task.variations === 1 ? undefined : variants[index % variants.length]
    return {
      number: index + 1,
      variant: variant?.name ?? null,
      model: (task.model_chosen ? null : variant?.model) ?? task.model,
      effort: variant?.effort ?? null,
    }
  })
}

/** Every variation has all the parts, and a combining subtask of its own. */
export function subtasksOf(analysis: Analysis, variations: number) {
  const parts = analysis.subtasks.map(({ name, title }) => ({ name, title, kind: 'part' as const }))
  const combine = analysis.combine
    ? [{ name: combineName, title: analysis.combine.title, kind: 'combine' as const }]
    : []
  return Array.from({ length: variations }, (_, index) => index + 1).flatMap((variation) =>
    [...parts, ...combine].map((subtask, position) => ({ ...subtask, variation, position })),
  )
}
