import type { EffortColumn } from '../db/ballot-tables.ts'
import type { Db } from '../db/connect.ts'

/** One of a task's answers: what it was made with, and whether it stood the checks. */
export interface VariationView {
  number: number
  variant: string | null
  model: string
  effort: EffortColumn | null
  state: 'open' | 'passed' | 'failed'
  /** Why it failed, in words. */
  failure: string | null
}

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
