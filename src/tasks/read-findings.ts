import type { Db } from '../db/connect.ts'
import { passing, viewVariations } from './variation-views.ts'
import { combineFindings, type CombinedFinding, type FindingDecision } from './combine-findings.ts'

/** A task's findings: as its answers gave them, and as one list of those that stood the checks. */
export async function readFindings(db: Db, taskId: string) {
  const rows = await db
    .selectFrom('finding')
    .innerJoin('subtask', 'subtask.id', 'finding.subtask_id')
    .selectAll('finding')
    .select(['subtask.name as subtask', 'subtask.variation', 'subtask.section_start as section'])
    .where('finding.task_id', '=', taskId)
    .orderBy('subtask.variation')
    .orderBy('subtask.position')
    .orderBy('subtask.section_start')
    .orderBy('finding.position')
    .execute()
  const variations = await viewVariations(db, taskId)
  const shown = passing(variations)
  const standing = rows.filter(({ variation }) => shown.includes(variation))
  return { rows, variations, combined: await combine(db, taskId, standing) }
}

async function combine(
  db: Db,
  taskId: string,
  rows: Parameters<typeof combineFindings>[0],
): Promise<CombinedFinding[]> {
  // One answer alone has nothing to agree or disagree with, unless there were more when somebody decided.
  const decisions = await decisionsOn(db, taskId)
  const isOne = rows.every(({ variation }) => variation === rows[0]?.variation)
  return combineFindings(rows, { headings: isOne ? [] : await headingsOf(db, taskId), decisions })
}

async function headingsOf(db: Db, taskId: string) {
  const row = await db
    .selectFrom('task')
    .innerJoin('document', 'document.id', 'task.document_id')
    .select('document.headings')
    .where('task.id', '=', taskId)
    .executeTakeFirst()
  return row?.headings ?? []
}

async function decisionsOn(db: Db, taskId: string): Promise<FindingDecision[]> {
  const rows = await db.selectFrom('finding_decision').selectAll().where('task_id', '=', taskId).execute()
  return rows.map((row) => ({
    findingId: row.finding_id,
    severity: row.severity,
    by: row.decided_by,
    at: row.decided_at,
  }))
}
