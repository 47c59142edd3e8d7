import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Budgets } from '../environment.ts'
import type { ChannelSettingTable } from '../db/ballot-tables.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { Section } from '../documents/split-document.ts'
import { combineName } from '../prompts/analysis.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { budgetsOf, reserveBudget } from './budget.ts'
import type { TaskEstimate } from './estimate-task.ts'
import { analysisOf } from './prompt-version.ts'
import { setStateIn, type Task } from './task-state.ts'

/**
 * Writes the task's subtasks and queues its parts, all at once: they run in parallel. Planning twice changes nothing. Throws
 * `budget_exceeded` where the money is not there.
 */
export async function planTask(
  deps: { db: Db; enqueue: Enqueue; library: Library; budgets: Budgets },
  { taskId, estimate }: { taskId: string; estimate: TaskEstimate },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, { taskId, from: ['reading'], to: 'running' })
    if (!task) return
    const analysis = await analysisOf({ ...deps, db: trx }, task)
    const budgets = budgetsOf(deps.budgets, analysis)
    const budgetNote = await reserveBudget(trx, { task, usd: estimate.usd, budgets })
    const { variations } = task
    const rows = subtasksOf(analysis, { variations, sections: estimate.sections }).map((subtask) => ({
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
    // One section after the other: what the provider keeps of it in its cache, it keeps for minutes.
    const bySection = parts.toSorted((a, b) => a.section_start - b.section_start)
    const jobs = bySection.map((part) => ({ subtaskId: part.id, priority: task.priority }))
    await deps.enqueue(trx, 'run-subtask', jobs)
  })
}

type SettingsNow = Pick<
  Selectable<ChannelSettingTable>,
  'approvers' | 'may_export' | 'redact' | 'confidential'
>

// What holds where it was asked for, as it is now.
async function settingsAt(trx: Trx, task: Task): Promise<SettingsNow | null> {
  const channelId = task.origin_channel_id ?? task.channel_id
  if (channelId === null) return null
  const row = await trx
    .selectFrom('channel_setting')
    .select(['approvers', 'may_export', 'redact', 'confidential'])
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

export interface PlannedSubtask {
  name: string
  title: string
  kind: 'part' | 'combine'
  variation: number
  position: number
  section_start: number
  section_end: number | null
}

/** Every variation has all the parts, of each section one, and a combining subtask of its own. */
export function subtasksOf(
  analysis: Analysis,
  { variations, sections }: { variations: number; sections: Section[] | null },
): PlannedSubtask[] {
  const read = sections?.map(({ start, end }) => ({ section_start: start, section_end: end })) ?? [
    wholeDocument,
  ]
  const parts = analysis.subtasks.flatMap(({ name, title }, position) =>
    read.map((section) => ({ name, title, kind: 'part' as const, position, ...section })),
  )
  const combine = analysis.combine
    ? [
        {
          name: combineName,
          title: analysis.combine.title,
          kind: 'combine' as const,
          position: analysis.subtasks.length,
          ...(sections ? noDocument : wholeDocument),
        },
      ]
    : []
  return Array.from({ length: variations }, (_, index) => index + 1).flatMap((variation) =>
    [...parts, ...combine].map((subtask) => ({ ...subtask, variation })),
  )
}

const wholeDocument = { section_start: 0, section_end: null }
/** What combines the answers about a document that is too long to be read at once has them alone. */
const noDocument = { section_start: 0, section_end: 0 }
