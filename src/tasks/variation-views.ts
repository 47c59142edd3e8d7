import type { Selectable } from 'kysely'
import type { VariationTable } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'

/** One of a task's answers. */
export type VariationView = Pick<
  Selectable<VariationTable>,
  'number' | 'variant' | 'model' | 'effort' | 'state' | 'failure'
>

/** A task's answers, by number; none before its document is read. */
export async function viewVariations(db: Db, taskId: string): Promise<VariationView[]> {
  return db
    .selectFrom('variation')
    .select(['number', 'variant', 'model', 'effort', 'state', 'failure'])
    .where('task_id', '=', taskId)
    .orderBy('number')
    .execute()
}

/** How many answers a result rests on: those that did not stand the checks do not count. */
export function countAnswers(view: { variations: number; variationList: VariationView[] }): number {
  return view.variationList.length === 0
    ? view.variations
    : view.variationList.filter(({ state }) => state !== 'failed').length
}
