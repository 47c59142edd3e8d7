import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Retention } from '../environment.ts'
import { finalStates, openStates } from '../tasks/task-state.ts'
import { isDocumentHeld, isTaskHeld } from './holds.ts'
import { purgeMessages } from './purge-messages.ts'
import { removeDocument } from './remove-document.ts'
import { removeTask, type RemoveDeps } from './remove-task.ts'
import { writeReceipt } from './run-removal.ts'
import { sweepLate } from './sweep-late.ts'

type PurgeDeps = RemoveDeps & { retention: Retention; now: Date }
type Kind = 'answers' | 'prompts' | 'documents'

/** So many at a time have one receipt. */
const batchSize = 100

/**
 * Removes what is older than the retention rule allows, in batches with a receipt each. Nothing of a task that runs, and
 * nothing that is held. Stopped in the middle, or done twice, it comes to the same.
 */
export async function purge(deps: PurgeDeps, signal: AbortSignal): Promise<void> {
  await sweepLate(deps.db, deps.now)
  await finishReceipts(deps)
  for (const kind of ['answers', 'prompts', 'documents'] as const) {
    const days = deps.retention[kind]
    if (days === null) continue
    for (;;) {
      signal.throwIfAborted()
      const ids = await findOld(deps.db, kind, daysBefore(deps.now, days))
      if (ids.length === 0) break
      // Where nothing of a batch can go (it came to be held or used just now), the next run looks again.
      if (!(await removeBatch(deps, { kind, days, ids }, signal))) break
    }
  }
  if (deps.retention.logs !== null) await purgeMessages(deps.db, daysBefore(deps.now, deps.retention.logs))
}

async function removeBatch(
  deps: PurgeDeps,
  { kind, days, ids }: { kind: Kind; days: number; ids: string[] },
  signal: AbortSignal,
): Promise<boolean> {
  const removalId = randomUUID()
  await deps.db
    .insertInto('removal')
    .values({
      id: removalId,
      dedupe_key: `retention:${removalId}`,
      reason: 'retention',
      scope: 'retention',
      target: `${kind}=${days}d`,
      team_id: null,
      asked_by: null,
    })
    .execute()
  let isAny = false
  for (const id of ids) {
    if (signal.aborted) break
    const { outcome } =
      kind === 'documents'
        ? await removeDocument(deps.db, { documentId: id, removalId, unless: 'running' })
        : await removeTask(deps, { taskId: id, removalId, what: kind === 'answers' ? 'all' : 'prompts' })
    isAny ||= outcome === 'removed'
  }
  await writeReceipt(deps, { removalId, kept: [], counts: {} })
  return isAny
}

async function findOld(db: Db, kind: Kind, before: Date): Promise<string[]> {
  const rows = await (kind === 'documents'
    ? oldDocuments(db, before).limit(batchSize).execute()
    : oldTasks(db, kind, before).limit(batchSize).execute())
  return rows.map(({ id }) => id)
}

function oldTasks(db: Db, kind: 'answers' | 'prompts', before: Date) {
  return db
    .selectFrom('task')
    .select('id')
    .where('state', 'in', finalStates)
    .where(sql<boolean>`coalesce(finished_at, created_at) < ${before}`)
    .where(kind === 'answers' ? 'answers_removed_at' : 'prompts_removed_at', 'is', null)
    .where(sql<boolean>`not ${isTaskHeld('task')}`)
    .orderBy('created_at')
}

// A document's age begins anew with every task about it.
function oldDocuments(db: Db, before: Date) {
  return db
    .selectFrom('document')
    .select('id')
    .where('removed_at', 'is', null)
    .where('created_at', '<', before)
    .where(
      sql<boolean>`not exists (select from task where task.document_id = document.id
        and (state = any(${openStates}) or coalesce(finished_at, task.created_at) >= ${before}))`,
    )
    .where(sql<boolean>`not ${isDocumentHeld('document')}`)
    .orderBy('created_at')
}

// Of a run that was killed: what it removed stands in its rows. What a person asked for is tried again.
async function finishReceipts(deps: PurgeDeps): Promise<void> {
  const left = await deps.db
    .selectFrom('removal')
    .select(['id', 'reason'])
    .where('state', '=', 'waiting')
    .where(sql<boolean>`created_at < now() - interval '1 hour'`)
    .execute()
  for (const { id: removalId, reason } of left) {
    if (reason === 'retention') await writeReceipt(deps, { removalId, kept: [], counts: {} })
    else await deps.db.transaction().execute((trx) => deps.enqueue(trx, 'remove-content', { removalId }))
  }
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 24 * 3_600_000)
}
