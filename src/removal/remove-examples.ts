import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import { defaultDataSet } from '../evals/data-set.ts'
import { removeCase } from '../evals/remove-case.ts'
import { actorOf } from './note-forgotten.ts'

/** Takes out of the data sets what was kept there of these tasks; gives how many cases went. */
export async function removeExamples(
  deps: { db: Db; promptsFolder: string },
  { taskIds, removalId }: { taskIds: string[]; removalId: string },
): Promise<number> {
  if (taskIds.length === 0) return 0
  const examples = await deps.db
    .selectFrom('example')
    .innerJoin('task', 'task.id', 'example.task_id')
    .select(['example.id', 'example.case_id', 'task.analysis'])
    .where('example.task_id', 'in', taskIds)
    .where('example.case_id', 'is not', null)
    .execute()
  let removed = 0
  for (const { id, case_id: caseId, analysis } of examples) {
    await deps.db.transaction().execute(async (trx) => {
      // The same lock as whoever adds a case.
      await sql`select pg_advisory_xact_lock(hashtext(${`data set of ${analysis}`}))`.execute(trx)
      const file = defaultDataSet(deps.promptsFolder, analysis)
      if (await removeCase(file, caseId ?? '')) removed++
      await trx.updateTable('example').set({ case_id: null }).where('id', '=', id).execute()
      await record(trx, { kind: 'example-removed', actor: await actorOf(trx, removalId), ids: [id] })
    })
  }
  return removed
}
