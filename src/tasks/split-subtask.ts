import { randomUUID } from 'node:crypto'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { sectionOf } from '../documents/section-of.ts'
import { splitDocument } from '../documents/split-document.ts'
import { AppError } from '../errors.ts'
import type { Enqueue } from '../queue/jobs.ts'
import type { ClaimedSubtask } from './claim-subtask.ts'
import { tellThread } from './task-state.ts'
import { unanswered } from './unanswered.ts'

const leastCharacters = 2000
/** Two halves and their overlap. */
const halfShare = 0.6

/** Whether a question failed because what it is asked about is more than the model reads, and can be cut. */
export function isTooLong(
  error: unknown,
  { kind }: Pick<ClaimedSubtask, 'kind'>,
  content: Document,
): boolean {
  const isLong = error instanceof AppError && error.code === 'document_too_large'
  return isLong && kind === 'part' && content.text.length >= leastCharacters
}

/** Has a question asked of the halves of what was too long for the model, in place of the whole. */
export async function splitSubtask(
  deps: { db: Db; enqueue: Enqueue },
  subtask: ClaimedSubtask,
  document: Document,
): Promise<void> {
  const { section_start: from, section_end: to } = subtask
  const part = to === null ? document : sectionOf(document, { start: from, end: to })
  const halves = splitDocument(part, { maxCharacters: Math.ceil(part.text.length * halfShare) })
  const [first, ...rest] = halves.map(({ start, end }) => ({
    section_start: from + start,
    section_end: from + end,
  }))
  await deps.db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('subtask')
      .set((set) => ({ ...unanswered, ...first, run: set('run', '+', 1) }))
      .where('id', '=', subtask.id)
      .where('run', '=', subtask.run)
      .where('state', '=', 'running')
      .returning(['task_id', 'name', 'title', 'kind', 'position', 'variation'])
      .executeTakeFirst()
    if (!row) return
    const rows = rest.map((section) => ({ ...row, ...section, id: randomUUID() }))
    await trx.insertInto('subtask').values(rows).execute()
    const task = await trx
      .updateTable('task')
      .set((set) => ({ remaining: set('remaining', '+', rows.length) }))
      .where('id', '=', row.task_id)
      .returning(['id', 'channel_id', 'priority'])
      .executeTakeFirstOrThrow()
    // What combines the answers cannot read the whole document either.
    const combining = await trx
      .updateTable('subtask')
      .set({ section_start: 0, section_end: 0 })
      .where('task_id', '=', task.id)
      .where('kind', '=', 'combine')
      .where('state', '=', 'pending')
      .returning('id')
      .execute()
    await record(trx, { kind: 'part-reset', actor: paralegal, ids: [subtask.id] })
    const planned = [...rows, ...combining].map(({ id }) => id)
    await record(trx, { kind: 'part-planned', actor: paralegal, ids: planned })
    const { priority } = task
    await deps.enqueue(trx, 'run-subtask', [
      { subtaskId: subtask.id, run: subtask.run + 1, priority },
      ...rows.map(({ id }) => ({ subtaskId: id, priority })),
    ])
    await tellThread(trx, deps.enqueue, task)
  })
}
