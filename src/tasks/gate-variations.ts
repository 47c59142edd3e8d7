import { sql } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Trx } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'
import { unanswered } from './unanswered.ts'

interface GatedTask {
  id: string
  priority: number
}

/**
 * Makes once more what of a task's several answers does not stand the checks: every question answered, every quote in the
 * document. Says what is to be asked again: parts, which are queued, or only what combines them.
 */
export async function remakeFailing(
  trx: Trx,
  enqueue: Enqueue,
  task: GatedTask,
): Promise<'nothing' | 'parts' | 'combining'> {
  const open = await trx
    .selectFrom('variation')
    .select('number')
    .where('task_id', '=', task.id)
    .where('state', '=', 'open')
    .where('remade', '=', false)
    .execute()
  const subtasks = await readChecked(trx, task.id)
  if (!hasSeveral(subtasks)) return 'nothing'
  const failing = subtasks.filter(
    (subtask) => problemOf(subtask) !== null && open.some(({ number }) => number === subtask.variation),
  )
  const numbers = [...new Set(failing.map(({ variation }) => variation))]
  if (numbers.length === 0) return 'nothing'
  await trx
    .updateTable('variation')
    .set({ remade: true })
    .where('task_id', '=', task.id)
    .where('number', 'in', numbers)
    .execute()
  // What a combining subtask said rests on the old answers.
  const redone = subtasks.filter(
    (subtask) =>
      failing.includes(subtask) || (subtask.kind === 'combine' && numbers.includes(subtask.variation)),
  )
  await resetFor(trx, redone)
  const parts = redone.filter(({ kind }) => kind === 'part')
  if (parts.length === 0) return 'combining'
  await setStateIn(trx, enqueue, { taskId: task.id, from: ['running', 'combining'], to: 'running' })
  await trx.updateTable('task').set({ remaining: parts.length }).where('id', '=', task.id).execute()
  const jobs = parts.map(({ id, run }) => ({ subtaskId: id, run: run + 1, priority: task.priority }))
  await enqueue(trx, 'run-subtask', jobs)
  return 'parts'
}

/** Says of each of a task's several answers whether it stood the checks, and why not. */
export async function settleVariations(trx: Trx, taskId: string): Promise<void> {
  const subtasks = await readChecked(trx, taskId)
  if (!hasSeveral(subtasks)) return
  for (const number of new Set(subtasks.map(({ variation }) => variation))) {
    const own = subtasks.filter(({ variation }) => variation === number)
    // Of a question that was asked of several sections each thing is said once.
    const problems = [...new Set(own.flatMap((each) => problemOf(each) ?? []))]
    await trx
      .updateTable('variation')
      .set({
        state: problems.length === 0 ? 'passed' : 'failed',
        failure: problems.length === 0 ? null : problems.join(' '),
      })
      .where('task_id', '=', taskId)
      .where('number', '=', number)
      .execute()
  }
}

type CheckedSubtask = Awaited<ReturnType<typeof readChecked>>[number]

async function readChecked(trx: Trx, taskId: string) {
  return trx
    .selectFrom('subtask')
    .select(['id', 'title', 'kind', 'state', 'variation', 'answer', 'not_found', 'run'])
    .select((select) => [
      select
        .selectFrom('finding')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('finding.subtask_id', '=', 'subtask.id')
        .as('findings'),
      select
        .selectFrom('finding')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('finding.subtask_id', '=', 'subtask.id')
        .where('finding.mark', '=', 'unverified')
        .as('unverified'),
    ])
    .where('task_id', '=', taskId)
    .orderBy('variation')
    .orderBy('position')
    .orderBy('section_start')
    .execute()
}

function hasSeveral(subtasks: CheckedSubtask[]): boolean {
  return new Set(subtasks.map(({ variation }) => variation)).size > 1
}

// In words for people; null where it is as it should be.
function problemOf(subtask: CheckedSubtask): string | null {
  if (subtask.state !== 'done') return `“${subtask.title}” was not answered.`
  const unverified = Number(subtask.unverified)
  if (unverified > 0)
    return `In “${subtask.title}” ${unverified === 1 ? 'a quote is' : `${unverified} quotes are`} not in the document.`
  const isEmpty =
    (subtask.answer ?? '').trim() === '' &&
    Number(subtask.findings) === 0 &&
    (subtask.not_found ?? []).length === 0
  return isEmpty ? `“${subtask.title}” came back empty.` : null
}

async function resetFor(trx: Trx, subtasks: CheckedSubtask[]): Promise<void> {
  const ids = subtasks.map(({ id }) => id)
  await trx
    .updateTable('subtask')
    .set((set) => ({
      ...unanswered,
      run: set('run', '+', 1),
      // The same answer again would fail again.
      discarded_attempts: sql<number>`(
        select coalesce(max(attempt), 0) from generation where generation.subtask_id = subtask.id
      )`,
    }))
    .where('id', 'in', ids)
    .execute()
  await trx.deleteFrom('finding').where('subtask_id', 'in', ids).execute()
  await record(trx, { kind: 'part-reset', actor: paralegal, ids })
}
