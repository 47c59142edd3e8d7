import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { SeverityColumn } from '../db/schema.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { readFindings } from './read-findings.ts'
import { tellThread } from './task-state.ts'

export interface Decision {
  taskId: string
  /** Any member of the finding. */
  findingId: string
  severity: SeverityColumn
  /** Slack user id. */
  by: string
}

/**
 * Settles how severe a finding is that the answers contradict each other about; said again it takes the place of what
 * was said before. False where there is no such contradiction any more, or no answer gives it that severity.
 */
export async function decideFinding(
  { db, enqueue }: { db: Db; enqueue: Enqueue },
  { taskId, findingId, severity, by }: Decision,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // One at a time: two people may press at once.
    const task = await trx
      .selectFrom('task')
      .select(['id', 'channel_id'])
      .where('id', '=', taskId)
      .forUpdate()
      .executeTakeFirst()
    if (!task) return false
    const { combined } = await readFindings(trx, taskId)
    const finding = combined.find(({ members }) => members.some(({ id }) => id === findingId))
    const [first] = finding?.members ?? []
    if (!finding?.contradiction || !first || !finding.contradiction.severities[severity]) return false
    // A click that is delivered twice is the first one's.
    if (finding.contradiction.decided?.severity === severity) return true
    const ids = finding.members.map(({ id }) => id)
    await trx
      .deleteFrom('finding_decision')
      .where('task_id', '=', taskId)
      .where('finding_id', 'in', ids)
      .execute()
    await trx
      .insertInto('finding_decision')
      .values({ task_id: taskId, finding_id: first.id, severity, decided_by: by })
      .execute()
    const decision = { kind: 'finding-decided' as const, actor: by, ids: [first.id] }
    await record(trx, { ...decision, also: { replaces: ids } })
    await tellThread(trx, enqueue, task)
    return true
  })
}
