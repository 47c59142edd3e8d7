import type { Selectable } from 'kysely'
import type { VariationTable } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'

/** One of a task's answers: what it is made with, and whether it stood the checks. */
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

/** Those that are shown and may be chosen: where none stood the checks, all of them, each with its faults. */
export function passing(variations: VariationView[]): number[] {
  const passed = variations.filter(({ state }) => state !== 'failed')
  return (passed.length === 0 ? variations : passed).map(({ number }) => number)
}

/** How many answers a result rests on. */
export function countAnswers(view: { variations: number; variationList: VariationView[] }): number {
  return view.variationList.length === 0 ? view.variations : passing(view.variationList).length
}
