import { note as putOnRecord } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'

/** What scores mean, as people read them. */
export const scoreNames: Record<number, string> = {
  1: 'poor',
  2: 'fair',
  3: 'good',
  4: 'very good',
  5: 'excellent',
}

/** Keeps what a person thinks of a task's result, 1 to 5; said again it takes the place of what they said before. */
export async function scoreTask(
  db: Db,
  { taskId, person, score, note }: { taskId: string; person: string; score: number; note: string | null },
): Promise<void> {
  const said = { score, note, scored_at: new Date() }
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('human_score')
      .values({ task_id: taskId, person, ...said })
      .onConflict((conflict) => conflict.columns(['task_id', 'person']).doUpdateSet(said))
      .execute()
    await putOnRecord(trx, { kind: 'result-scored', taskId, actor: person, also: { score } })
  })
}
