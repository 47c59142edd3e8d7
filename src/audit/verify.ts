import type { Db } from '../db/connect.ts'
import type { AuditKind } from './kinds.ts'
import type { Gone, Problem } from './problem.ts'
import { readEventsOf, type AuditEvent } from './read-events.ts'
import { verifyChain, type ChainFacts, type KeptHead } from './verify-chain.ts'
import { verifyRows, type TaskRecord } from './verify-rows.ts'
import { verifyTexts } from './verify-texts.ts'
import { verifyVotes } from './verify-votes.ts'

export interface Verification extends Omit<ChainFacts, 'problems'> {
  isWhole: boolean
  /** The chain's first, by their place; then those of what it speaks of. */
  problems: Problem[]
  gone: Gone[]
  tasks: number
  /** Events of the last minute that have no place yet. */
  loose: number
  /** Tasks from before there was a record. */
  older: number
}

const tasksAtOnce = 50
/** The chain goes on every minute; an event that waits so long was left out. */
const looseMs = 10 * 60_000

interface Asked {
  auditKeys: Buffer[]
  kept: KeptHead | null
  taskId: string | null
  now: Date
}

/**
 * Verifies the record: the chain from its first event on, and what it speaks of against the database, of one task or of all.
 * Nothing is changed by it, and people go on working: all is read as it was at one moment.
 */
export async function verify(db: Db, of: Asked): Promise<Verification> {
  if (db.isTransaction) return verifyNow(db, of)
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => verifyNow(trx, of))
}

async function verifyNow(db: Db, of: Asked): Promise<Verification> {
  const { problems: chainProblems, ...chain } = await verifyChain(db, of)
  const taskIds = of.taskId === null ? await readTaskIds(db) : [of.taskId]
  const found: Verification = {
    ...chain,
    isWhole: true,
    problems: [],
    gone: [],
    tasks: 0,
    loose: 0,
    older: 0,
  }
  for (let from = 0; from < taskIds.length; from += tasksAtOnce)
    await verifyTasks(db, { taskIds: taskIds.slice(from, from + tasksAtOnce), now: of.now }, found)
  const ofTask = chainProblems.filter(
    ({ taskId }) => of.taskId === null || taskId === null || taskId === of.taskId,
  )
  const problems = [...ofTask.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0)), ...found.problems]
  return { ...found, isWhole: problems.length === 0, problems }
}

async function verifyTasks(
  db: Db,
  { taskIds, now }: { taskIds: string[]; now: Date },
  found: Verification,
): Promise<void> {
  const records = await readRecords(db, taskIds)
  const recorded = records.filter(({ events }) => events.length > 0)
  found.tasks += recorded.length
  const unrecorded = records.filter(({ events }) => events.length === 0).map(({ taskId }) => taskId)
  const missing = await sinceRecordBegan(db, unrecorded)
  found.older += unrecorded.length - missing.length
  for (const taskId of missing)
    found.problems.push({
      kind: 'row-not-recorded',
      taskId,
      seq: null,
      says: `task ${taskId} is in the database, but nothing is on record of it`,
    })
  for (const { events } of recorded) found.problems.push(...looseEvents(events, { now, found }))
  found.problems.push(...recorded.flatMap(saltTakenAway))
  if (recorded.length === 0) return
  for (const check of [await verifyRows(db, recorded), await verifyTexts(db, recorded)]) {
    found.problems.push(...check.problems)
    found.gone.push(...check.gone)
  }
  found.problems.push(...(await verifyVotes(db, recorded)))
}

function saltTakenAway({ taskId, isThere, salt, forgotten }: TaskRecord): Problem[] {
  if (!isThere || salt !== null || forgotten.texts) return []
  const says = `the salt of task ${taskId} was taken away, so that its texts cannot be compared, and nothing is on record of who forgot them`
  return [{ kind: 'row-changed', taskId, seq: null, says }]
}

function looseEvents(events: AuditEvent[], { now, found }: { now: Date; found: Verification }): Problem[] {
  const loose = events.filter(({ seq }) => seq === null)
  const left = loose.filter(({ at, hash }) => hash !== null || now.getTime() - at.getTime() > looseMs)
  found.loose += loose.length - left.length
  return left.map(({ id, task_id: taskId }) => ({
    kind: 'not-chained',
    taskId,
    seq: null,
    says: `event with the id ${id} has no place in the chain: it was taken out of it, or no worker has run since`,
  }))
}

async function readTaskIds(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_event')
    .select('task_id')
    .union(db.selectFrom('task').select('id as task_id'))
    .orderBy('task_id')
    .execute()
  return rows.map((row) => row.task_id)
}

async function readRecords(db: Db, taskIds: string[]): Promise<TaskRecord[]> {
  const events = await readEventsOf(db, taskIds)
  const tasks = await db.selectFrom('task').select(['id', 'audit_salt']).where('id', 'in', taskIds).execute()
  return taskIds.map((taskId) => {
    const task = tasks.find(({ id }) => id === taskId)
    const own = events.filter((event) => event.task_id === taskId)
    const has = (kind: AuditKind) => own.some((event) => event.kind === kind)
    return {
      taskId,
      events: own,
      forgotten: {
        texts: has('texts-forgotten'),
        prompts: has('prompts-forgotten'),
        document: has('document-forgotten'),
      },
      salt: task?.audit_salt ?? null,
      isThere: task !== undefined,
    }
  })
}

// Those of before the first event of all are older than the record.
async function sinceRecordBegan(db: Db, taskIds: string[]): Promise<string[]> {
  if (taskIds.length === 0) return []
  const rows = await db
    .selectFrom('task')
    .select('id')
    .where('id', 'in', taskIds)
    .where('created_at', '>=', (select) =>
      select.selectFrom('audit_event').select(({ fn }) => fn.min('at').as('at')),
    )
    .execute()
  return rows.map(({ id }) => id)
}
