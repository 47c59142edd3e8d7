import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../db/connect.ts'
import { patiently } from '../db/patiently.ts'
import { finalStates } from '../tasks/task-state.ts'
import { bar, createProgress } from './progress.ts'

const lookEveryMs = 1000

/** Shows how a batch goes until every document of it has ended, or it is to be stopped. */
export async function followBatch(
  db: Db,
  { taskIds, stopping }: { taskIds: string[]; stopping: AbortSignal },
): Promise<void> {
  if (taskIds.length === 0) return
  using progress = createProgress(process.stderr)
  const startedAt = Date.now()
  let endedBefore: number | null = null
  for (;;) {
    const counts = await patiently(() => readCounts(db, taskIds))
    endedBefore ??= counts.ended
    const pace = { elapsedMs: Date.now() - startedAt, endedNow: counts.ended - endedBefore }
    const plainLine = `${counts.ended} of ${taskIds.length} documents`
    progress.show(lineOf(counts, taskIds.length, pace), plainLine)
    if (counts.open === 0 || stopping.aborted) return
    await wait(lookEveryMs, undefined, { signal: stopping }).catch(() => undefined)
  }
}

interface Counts {
  ended: number
  failed: number
  open: number
  /** With a question being asked. */
  running: number
  /** US dollars; null where the price of a call is unknown. */
  costUsd: number | null
}

async function readCounts(db: Db, taskIds: string[]): Promise<Counts> {
  const states = await db
    .selectFrom('task')
    .select((select) => ['state', select.fn.countAll<string>().as('tasks')])
    .where('id', 'in', taskIds)
    .groupBy('state')
    .execute()
  const { running } = await db
    .selectFrom('subtask')
    .select((select) => select.fn.count<string>('task_id').distinct().as('running'))
    .where('task_id', 'in', taskIds)
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow()
  const { cost, unpriced } = await db
    .selectFrom('generation')
    .select((select) => [
      select.fn.sum<string | null>('cost_usd').as('cost'),
      select.fn.countAll<string>().filterWhere('cost_usd', 'is', null).as('unpriced'),
    ])
    .where('task_id', 'in', taskIds)
    .where('finish_reason', 'is not', null)
    .executeTakeFirstOrThrow()
  const count = (isCounted: (state: (typeof states)[number]['state']) => boolean) =>
    states.filter(({ state }) => isCounted(state)).reduce((sum, { tasks }) => sum + Number(tasks), 0)
  return {
    ended: count((state) => finalStates.includes(state)),
    failed: count((state) => state === 'failed' || state === 'expired'),
    open: count((state) => !finalStates.includes(state)),
    running: Number(running),
    costUsd: Number(unpriced) > 0 ? null : Number(cost ?? 0),
  }
}

function lineOf(counts: Counts, documents: number, pace: { elapsedMs: number; endedNow: number }): string {
  const leftMs = pace.endedNow > 0 ? (pace.elapsedMs / pace.endedNow) * counts.open : null
  return [
    `${bar(counts.ended, documents)} ${counts.ended} of ${documents}`,
    `${counts.running} running`,
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.costUsd === null ? 'cost unknown' : `$${counts.costUsd.toFixed(2)}`,
    leftMs === null || counts.open === 0 ? '' : `about ${duration(leftMs)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
