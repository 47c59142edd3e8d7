import type { Db } from '../db/connect.ts'
import { compareFacts } from './compare-facts.ts'
import { isAuditKind, subjectOf, type Subject } from './kinds.ts'
import type { Gone, Problem } from './problem.ts'
import type { AuditEvent } from './read-events.ts'
import { readFacts, type RowFacts } from './read-facts.ts'

export interface RowCheck {
  problems: Problem[]
  gone: Gone[]
}

/** The events of a task, and what of it may be missing. */
export interface TaskRecord {
  taskId: string
  events: AuditEvent[]
  /** What was forgotten of it, as is on record: all its texts, its prompts, its document. */
  forgotten: { texts: boolean; prompts: boolean; document: boolean }
  /** Goes before its texts; null where it was taken away, or there is no task. */
  salt: string | null
  /** Whether the task itself is still there. */
  isThere: boolean
}

const subjects = [...new Set(Object.values(subjectOf))].filter((each) => each !== null)

/** Compares the rows that the events of some tasks speak of with what the last event said of each. */
export async function verifyRows(db: Db, records: TaskRecord[]): Promise<RowCheck> {
  const check: RowCheck = { problems: [], gone: [] }
  const taskIds = records.map(({ taskId }) => taskId)
  for (const subject of subjects) {
    const rows = await readFacts(db, subject, taskIds)
    const findings = subject === 'decision' ? await readFindingIds(db, taskIds) : null
    for (const record of records) {
      const own = rows.filter(({ taskId }) => taskId === record.taskId)
      const one = checkRows(record, {
        subject,
        rows: own,
        mayVanish: (key) => mayVanish(subject, key, findings),
      })
      check.problems.push(...one.problems)
      check.gone.push(...one.gone)
    }
  }
  return check
}

interface SubjectRows {
  subject: Subject
  rows: RowFacts[]
  mayVanish: (key: string) => boolean
}

function checkRows(record: TaskRecord, { subject, rows, mayVanish: vanishes }: SubjectRows): RowCheck {
  const { taskId, forgotten, salt } = record
  const check: RowCheck = { problems: [], gone: [] }
  const last = lastEvents(record.events, subject)
  const problem = (kind: Problem['kind'], seq: number | null, says: string) =>
    check.problems.push({ kind, taskId, seq, says })
  for (const [key, event] of last) {
    const row = rows.find((each) => each.key === key)
    const name = `${rowNames[subject]} ${key}`
    if (!row) {
      if (forgotten.texts) check.gone.push({ taskId, what: name })
      else if (!vanishes(key)) problem('row-missing', event.seq, `${name} is no longer there`)
      continue
    }
    if (subject === 'post' && isInMotion(row)) continue
    const compared = compareFacts(event.said, row.facts, {
      isForgotten: forgotten.texts && salt === null,
      mayBeGone:
        forgotten.texts ||
        (subject === 'call' && forgotten.prompts) ||
        (subject === 'task' && forgotten.document),
    })
    if (compared.changed.length > 0)
      problem(
        'row-changed',
        event.seq,
        `${name} is not what was recorded of it: ${compared.changed.join(', ')}`,
      )
    if (compared.gone.length > 0) check.gone.push({ taskId, what: `${name}: ${compared.gone.join(', ')}` })
  }
  // Of a task from before there was a record not all is on it.
  if (!record.events.some(({ kind }) => kind === 'task-asked')) return check
  for (const row of rows)
    if (!last.has(row.key) && !(subject === 'post' && isInMotion(row)))
      problem(
        'row-not-recorded',
        null,
        `${rowNames[subject]} ${row.key} is in the database, but not on record`,
      )
  return check
}

interface LastSaid {
  seq: number | null
  said: Record<string, unknown>
}

const rowNames: Record<Subject, string> = {
  task: 'task',
  subtask: 'part',
  call: 'call',
  ballot: 'vote on drafts',
  vote: 'vote',
  decision: 'decision on finding',
  example: 'example',
  post: 'message',
}

// What a later event does not say is as an earlier one said it.
function lastEvents(events: AuditEvent[], subject: Subject): Map<string, LastSaid> {
  const last = new Map<string, LastSaid>()
  for (const event of events) {
    if (!isAuditKind(event.kind) || subjectOf[event.kind] !== subject) continue
    for (const replaced of replacedBy(event)) last.delete(replaced)
    const key = String(event.payload['id'])
    last.set(key, { seq: event.seq, said: { ...last.get(key)?.said, ...event.payload } })
  }
  return last
}

function replacedBy({ payload }: AuditEvent): string[] {
  const also = payload['also'] as { replaces?: unknown } | undefined
  return Array.isArray(also?.replaces) ? also.replaces.map(String) : []
}

// A message that is being sent or changed, and the one that shows progress, is not as it will be.
function isInMotion({ facts }: RowFacts): boolean {
  return facts['kind'] === 'plan' || facts['state'] !== 'sent'
}

// A decision goes with its finding, when its part is asked again.
function mayVanish(subject: Subject, key: string, findings: Set<string> | null): boolean {
  return subject === 'decision' && findings !== null && !findings.has(key)
}

async function readFindingIds(db: Db, taskIds: string[]): Promise<Set<string>> {
  const rows = await db.selectFrom('finding').select('id').where('task_id', 'in', taskIds).execute()
  return new Set(rows.map(({ id }) => id))
}
