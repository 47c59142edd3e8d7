import type { Db } from '../db/connect.ts'

/** A result that somebody wants kept in the data set. */
export interface ExampleView {
  state: 'proposed' | 'declined' | 'kept'
  proposedBy: string
  /** Whether somebody else has to agree. */
  needsApproval: boolean
  /** Who agreed, or did not; null while nobody has, or nobody had to. */
  decidedBy: string | null
  caseId: string | null
  /** Why it could not be kept, in words. */
  problem: string | null
}

export async function viewExample(db: Db, taskId: string): Promise<ExampleView | null> {
  const row = await db.selectFrom('example').selectAll().where('task_id', '=', taskId).executeTakeFirst()
  if (!row) return null
  const { state, proposed_by: proposedBy, decided_by: decidedBy, case_id: caseId, problem } = row
  return { state, proposedBy, needsApproval: row.needs_approval, decidedBy, caseId, problem }
}
