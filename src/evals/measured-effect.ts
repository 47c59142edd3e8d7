import type { Db } from '../db/connect.ts'
import { interval, mean } from './statistics.ts'

/** What evaluations say of a change: the cases that both versions answered with the same model, the latest answers of each. */
export async function measuredEffect(db: Db, [before, after]: [string, string]): Promise<string[]> {
  const rows = await db
    .selectFrom('eval_result')
    .innerJoin('eval_run', 'eval_run.id', 'eval_result.run_id')
    .select(['prompt_hash', 'model', 'case_id', 'repeat', 'score', 'data_set_hash'])
    .where('prompt_hash', 'in', [before, after])
    .orderBy('eval_run.created_at')
    .execute()
  // A case of another data set is another case, though it may have the same name.
  const of = (hash: string) =>
    new Map(
      rows
        .filter(({ prompt_hash: own }) => own === hash)
        .map((row) => [JSON.stringify([row.model, row.data_set_hash, row.case_id, row.repeat]), row]),
    )
  const [old, now] = [of(before), of(after)]
  const pairs = [...now].flatMap(([key, row]) => {
    const other = old.get(key)
    return other ? [{ model: row.model, change: row.score - other.score }] : []
  })
  return [...Map.groupBy(pairs, ({ model }) => model)].map(([model, changed]) => {
    const changes = changed.map(({ change }) => change)
    const [low, high] = interval(changes)
    return `${model}: ${points(mean(changes))} points (95 % interval ${points(low)} to ${points(high)}) over ${changes.length} answers`
  })
}

function points(share: number): string {
  const value = (share * 100).toFixed(1)
  return share > 0 ? `+${value}` : value
}
