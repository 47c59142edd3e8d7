import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { AuditEvent } from './read-events.ts'
import { readEventsOf } from './read-events.ts'
import type { ReadingFacts } from './note-reading.ts'
import { verify, type Verification } from './verify.ts'

/** Everything that is on record of a task, and whether it stands up. */
export interface Account {
  taskId: string
  /** Null where the task, or its name, is no longer there. */
  fileName: string | null
  /** What its hashes of texts were made with; null once its texts were forgotten. */
  salt: string | null
  events: AuditEvent[]
  /** What was last recorded of the task. */
  task: TaskFacts | null
  document: ReadingFacts | null
  calls: CallFacts[]
  verification: Verification
  madeAt: Date
}

/** As `facts.ts` writes them, so far as people are told of them. */
export interface TaskFacts {
  state: string
  analysis: string
  requested_by: string
  team_id: string
  channel_id: string | null
  origin_channel_id: string | null
  source_file_id: string | null
  lane: string
  model: string
  variations: number
  prompt: { version: number | null; hash: string | null; commit: string | null }
  created_at: string
}

export interface CallFacts {
  id: string
  state: string
  purpose: string
  attempt: number
  provider: string
  model_requested: string
  model_answered: string | null
  template: string
  input_tokens: number | null
  output_tokens: number | null
  cost_usd: string | null
  finish_reason: string | null
  error_code: string | null
  parts_hash: string | null
  answer_hash: string | null
}

/** Puts together what is on record of a task. Throws `task_not_found` where nothing is. */
export async function accountOf(
  db: Db,
  { taskId, auditKeys, now }: { taskId: string; auditKeys: Buffer[]; now: Date },
): Promise<Account> {
  const events = (await readEventsOf(db, [taskId])).toSorted(byPlace)
  if (events.length === 0)
    throw new AppError('task_not_found', `nothing on record of ${taskId}`, {
      userMessage: `Nothing is on record of task ${taskId}: it is from before there was a record.`,
    })
  const row = await db
    .selectFrom('task')
    .select(['file_name', 'audit_salt'])
    .where('id', '=', taskId)
    .executeTakeFirst()
  const calls = new Map<string, CallFacts>()
  for (const { kind, payload } of events)
    if (kind === 'call-asked' || kind === 'call-ended')
      calls.set(String(payload['id']), payload as unknown as CallFacts)
  return {
    taskId,
    fileName: row?.file_name ?? null,
    salt: row?.audit_salt ?? null,
    events,
    task: (events.findLast(isAboutTask)?.payload as unknown as TaskFacts | undefined) ?? null,
    document:
      (events.findLast(({ kind }) => kind === 'document-read')?.payload['also'] as
        | ReadingFacts
        | undefined) ?? null,
    calls: [...calls.values()],
    verification: await verify(db, { auditKeys, kept: null, taskId, now }),
    madeAt: now,
  }
}

// What was written first may have been committed, and so chained, later.
function byPlace(a: AuditEvent, b: AuditEvent): number {
  return (a.task_seq ?? Infinity) - (b.task_seq ?? Infinity) || a.id - b.id
}

function isAboutTask({ kind, payload }: AuditEvent): boolean {
  return (kind.startsWith('task-') || kind === 'document-attached') && 'requested_by' in payload
}
