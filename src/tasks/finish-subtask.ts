import { randomUUID } from 'node:crypto'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import { tell } from '../happenings.ts'
import type { Answer } from '../llm/answer.ts'
import type { Enqueue } from '../queue/jobs.ts'
import type { CheckedFinding } from './check-findings.ts'
import { finishTaskIn } from './finish-task.ts'
import { remakeFailing } from './gate-variations.ts'
import { setStateIn, tellThread } from './task-state.ts'

export type SubtaskResult =
  | { state: 'done'; answer: Answer; findings: CheckedFinding[] }
  | { state: 'failed'; errorCode: string; errorMessage: string }

/** Ends a subtask exactly once; whoever ends the last one of a stage starts the next, in the same commit. */
export async function finishSubtask(
  deps: { db: Db; enqueue: Enqueue },
  subtask: { id: string; task_id: string; run: number },
  result: SubtaskResult,
): Promise<void> {
  const now = new Date()
  const hasFindings = result.state === 'done' && result.findings.length > 0
  await deps.db.transaction().execute(async (trx) => {
    const task = await trx
      .with('ended', (db) =>
        db
          .updateTable('subtask')
          .set({ ...columnsOf(result), finished_at: now })
          .where('id', '=', subtask.id)
          .where('run', '=', subtask.run)
          .where('state', 'in', ['pending', 'running'])
          .returning('task_id'),
      )
      .updateTable('task')
      .set((set) => ({
        remaining: set('remaining', '-', 1),
        ...(hasFindings ? { first_finding_at: set.fn.coalesce('first_finding_at', set.val(now)) } : {}),
      }))
      .where('id', 'in', (select) => select.selectFrom('ended').select('task_id'))
      .returning(['id', 'channel_id', 'remaining', 'priority', 'analysis', 'lane', 'created_at'])
      .returning('first_finding_at')
      .executeTakeFirst()
    if (!task) return
    if (result.state === 'done') await insertFindings(trx, subtask, result.findings)
    await record(trx, { kind: 'part-ended', actor: paralegal, ids: [subtask.id] })
    if (hasFindings && task.first_finding_at?.getTime() === now.getTime())
      tell('first-finding', { ...task, seconds: (now.getTime() - task.created_at.getTime()) / 1000 })
    if (task.remaining === 0) await startNextStage(trx, deps.enqueue, task)
    await tellThread(trx, deps.enqueue, task)
  })
}

/** All parts have ended: their answers are combined, where the analysis says so and there are any; then the task is finished. */
export async function startNextStage(
  trx: Trx,
  enqueue: Enqueue,
  task: { id: string; priority: number },
): Promise<void> {
  const combining = await trx
    .selectFrom('subtask')
    .select(['id', 'run'])
    .where('task_id', '=', task.id)
    .where('kind', '=', 'combine')
    .where('state', '=', 'pending')
    .where((where) =>
      where.exists(
        where
          .selectFrom('subtask as part')
          .select('part.id')
          .where('part.task_id', '=', task.id)
          .where('part.kind', '=', 'part')
          .where('part.state', '=', 'done')
          .whereRef('part.variation', '=', 'subtask.variation'),
      ),
    )
    .execute()
  if (combining.length === 0) {
    switch (await remakeFailing(trx, enqueue, task)) {
      case 'nothing':
        return finishTaskIn(trx, enqueue, task.id)
      case 'parts':
        return
      case 'combining':
        return startNextStage(trx, enqueue, task)
    }
  }
  await setStateIn(trx, enqueue, { taskId: task.id, from: ['running', 'combining'], to: 'combining' })
  await trx.updateTable('task').set({ remaining: combining.length }).where('id', '=', task.id).execute()
  const jobs = combining.map(({ id, run }) => ({ subtaskId: id, run, priority: task.priority }))
  await enqueue(trx, 'run-subtask', jobs)
}

function columnsOf(result: SubtaskResult) {
  return result.state === 'done'
    ? {
        state: result.state,
        answer: result.answer.answer,
        not_found: JSON.stringify(result.answer.not_found),
      }
    : { state: result.state, error_code: result.errorCode, error_message: result.errorMessage }
}

async function insertFindings(
  trx: Trx,
  subtask: { id: string; task_id: string },
  findings: CheckedFinding[],
): Promise<void> {
  if (findings.length === 0) return
  await trx
    .insertInto('finding')
    .values(
      findings.map((finding, position) => ({
        id: randomUUID(),
        task_id: subtask.task_id,
        subtask_id: subtask.id,
        position,
        title: finding.title,
        severity: finding.severity,
        explanation: finding.explanation,
        recommendation: finding.recommendation,
        quote: finding.quote,
        mark: finding.citation?.mark ?? null,
        page: finding.citation?.page ?? null,
        quote_start: finding.citation?.start ?? null,
        quote_end: finding.citation?.end ?? null,
        source_quote: finding.citation?.text ?? null,
      })),
    )
    .execute()
}
