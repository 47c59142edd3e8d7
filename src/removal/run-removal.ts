import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Kept, Removed } from '../db/removal-tables.ts'
import { forgetAnswer } from '../llm/answer-files.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { NotYet } from '../queue/not-yet.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { findDocuments, findTasks } from './find-meant.ts'
import { removeDocument } from './remove-document.ts'
import { removeExamples } from './remove-examples.ts'
import { removeMessages } from './remove-messages.ts'
import { findJudging, removeTask } from './remove-task.ts'

export interface RunDeps {
  db: Db
  enqueue: Enqueue
  /** Where answers wait for the database. */
  answersFolder: string
  promptsFolder: string
}

/** A task that is just being written into its thread ends by itself. */
const lookAgainMs = 2000

/**
 * Does what a removal asks for, and writes its receipt. What runs is cancelled first; what is held, or needed by what others
 * asked, is kept and named. Stopped in the middle it goes on where it was.
 */
export async function runRemoval(
  deps: RunDeps,
  { removalId }: JobPayload<'remove-content'>,
  signal: AbortSignal,
): Promise<void> {
  const removal = await deps.db
    .selectFrom('removal')
    .selectAll()
    .where('id', '=', removalId)
    .executeTakeFirst()
  if (!removal || removal.state === 'done') return
  const meant = { scope: removal.scope, target: removal.target, teamId: removal.team_id }
  const documentIds = await findDocuments(deps.db, meant)
  const kept: Kept[] = []
  let isRunning = false
  for (const taskId of await findTasks(deps.db, meant)) {
    signal.throwIfAborted()
    const outcome = await removeWhole(deps, { taskId, removalId, by: removal.asked_by })
    if (outcome === 'held') kept.push({ what: 'task', id: taskId, why: 'hold' })
    isRunning ||= outcome === 'running'
  }
  if (isRunning) throw new NotYet(new Date(Date.now() + lookAgainMs))
  for (const documentId of documentIds) {
    signal.throwIfAborted()
    const { outcome } = await removeDocument(deps.db, { documentId, removalId, unless: 'used' })
    if (outcome === 'held') kept.push({ what: 'document', id: documentId, why: 'hold' })
    if (outcome === 'used-elsewhere') kept.push({ what: 'document', id: documentId, why: 'used-elsewhere' })
  }
  const { tasks } = await idsOf(deps.db, removalId)
  const cases = await removeExamples(deps, { taskIds: tasks, removalId })
  const messages = await removeMessages(deps, { meant, taskIds: tasks })
  await forgetFiles(deps, tasks)
  await writeReceipt(deps, { removalId, kept, counts: { 'data set cases': cases, messages } })
}

async function removeWhole(
  deps: RunDeps,
  of: { taskId: string; removalId: string; by: string | null },
): Promise<'removed' | 'held' | 'running' | 'nothing'> {
  let { outcome } = await removeTask(deps, { ...of, what: 'all' })
  if (outcome === 'running' && (await cancelTask(deps, of.taskId, of.by)))
    ({ outcome } = await removeTask(deps, { ...of, what: 'all' }))
  if (outcome === 'held') return outcome
  for (const taskId of await findJudging(deps.db, of.taskId)) {
    const judging = await removeWhole(deps, { ...of, taskId })
    if (judging === 'running') return judging
    if (judging === 'removed') await removeItsDocument(deps.db, { ...of, taskId })
  }
  return outcome
}

// What a judge read was made of the task's answers.
async function removeItsDocument(db: Db, of: { taskId: string; removalId: string }): Promise<void> {
  const task = await db
    .selectFrom('task')
    .select('document_id')
    .where('id', '=', of.taskId)
    .executeTakeFirstOrThrow()
  const { document_id: documentId } = task
  if (documentId) await removeDocument(db, { documentId, removalId: of.removalId, unless: 'used' })
}

async function forgetFiles(deps: Pick<RunDeps, 'db' | 'answersFolder'>, taskIds: string[]): Promise<void> {
  if (taskIds.length === 0) return
  const calls = await deps.db.selectFrom('generation').select('id').where('task_id', 'in', taskIds).execute()
  for (const { id } of calls) forgetAnswer(deps.answersFolder, id)
}

/** Completes a removal's row by what its rows say, and has the person told who asked. */
export async function writeReceipt(
  deps: { db: Db; enqueue: Enqueue },
  of: { removalId: string; kept: Kept[]; counts: Record<string, number> },
): Promise<void> {
  const { tasks, documents } = await idsOf(deps.db, of.removalId)
  const counted = await countsOf(deps.db, tasks)
  const counts = Object.entries({ ...counted, ...of.counts }).filter(([, count]) => count > 0)
  const removed: Removed = { tasks, documents, counts: Object.fromEntries(counts) }
  await deps.db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('removal')
      .set({
        state: 'done',
        removed: JSON.stringify(removed),
        kept: JSON.stringify(of.kept),
        finished_at: new Date(),
      })
      .where('id', '=', of.removalId)
      .where('state', '=', 'waiting')
      .returning(['team_id', 'asked_by', 'reason'])
      .executeTakeFirst()
    if (row?.team_id && row.asked_by && row.reason === 'asked')
      await deps.enqueue(trx, 'tell-removal', { removalId: of.removalId })
  })
}

async function idsOf(db: Db, removalId: string): Promise<Pick<Removed, 'tasks' | 'documents'>> {
  const tasks = await db.selectFrom('task').select('id').where('removal_id', '=', removalId).execute()
  const documents = await db
    .selectFrom('document')
    .select(['id', 'sha256'])
    .where('removal_id', '=', removalId)
    .execute()
  return { tasks: tasks.map(({ id }) => id), documents }
}

async function countsOf(db: Db, taskIds: string[]): Promise<Record<string, number>> {
  const { rows } = await sql<{ findings: string; answers: string; calls: string }>`
    select (select count(*) from finding where task_id = any(${taskIds})) as findings,
      (select count(*) from subtask where task_id = any(${taskIds})) as answers,
      (select count(*) from generation where task_id = any(${taskIds})) as calls`.execute(db)
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([kind, count]) => [kind, Number(count)]))
}
