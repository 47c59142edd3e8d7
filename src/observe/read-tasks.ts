import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { TaskState } from '../db/schema.ts'
import { finalStates, openStates } from '../tasks/task-state.ts'

/** A task as the operator may see it: nothing of its document, nor of who asked. */
export interface TaskLine {
  id: string
  analysis: string
  version: number | null
  lane: string
  state: TaskState
  code: string | null
  variations: number
  createdAt: Date
  /** From the request to the end; of one that is open, until now. */
  seconds: number
  firstFindingSeconds: number | null
  /** US dollars; null where nothing was asked or a price is unknown. */
  usd: number | null
}

export const shows = ['latest', 'open', 'slow', 'failed', 'cancelled'] as const
export type Show = (typeof shows)[number]

/** So many at a time. */
export const linesPerPage = 50
/** The slowest are of these days. */
export const slowDays = 7

/** Tasks, the latest first, or the slowest. `before`: those that were asked for earlier than that. */
export async function readTasks(
  db: Db,
  { show, before, now }: { show: Show; before: Date | null; now: Date },
): Promise<TaskLine[]> {
  const took = sql<number>`extract(epoch from coalesce(finished_at, ${now}) - created_at)::float8`
  const page = db
    .selectFrom('task')
    .select([
      'id',
      'analysis',
      'prompt_version',
      'lane',
      'state',
      'error_code',
      'variations',
      'created_at',
      took.as('seconds'),
    ])
    .select(sql<number | null>`extract(epoch from first_finding_at - created_at)::float8`.as('first_seconds'))
    .$if(show === 'open', (query) => query.where('state', 'in', openStates))
    .$if(show === 'failed', (query) => query.where('state', 'in', ['failed', 'expired']))
    .$if(show === 'cancelled', (query) => query.where('state', '=', 'cancelled'))
    .$if(show === 'slow', (query) =>
      query
        .where('state', 'in', finalStates)
        .where('created_at', '>=', new Date(now.getTime() - slowDays * 86_400_000))
        .orderBy(took, 'desc'),
    )
    .$if(show !== 'slow', (query) => query.orderBy('created_at', 'desc'))
    .$if(before !== null, (query) => query.where('created_at', '<', before))
    .limit(linesPerPage)
  const rows = await db
    .with('page', () => page)
    .selectFrom('page')
    .selectAll()
    .select((select) =>
      select
        .selectFrom('generation')
        .select(({ fn }) => fn.sum<string | null>('cost_usd').as('usd'))
        .whereRef('generation.task_id', '=', 'page.id')
        .as('usd'),
    )
    .execute()
  return rows.map((row) => ({
    id: row.id,
    analysis: row.analysis,
    version: row.prompt_version,
    lane: row.lane,
    state: row.state,
    code: row.error_code,
    variations: row.variations,
    createdAt: row.created_at,
    seconds: row.seconds,
    firstFindingSeconds: row.first_seconds,
    usd: row.usd === null ? null : Number(row.usd),
  }))
}

export interface CodeCount {
  analysis: string
  code: string
  count: number
}

/** Why tasks failed, since a time. */
export async function readFailureCodes(db: Db, since: Date): Promise<CodeCount[]> {
  const rows = await db
    .selectFrom('task')
    .select(['analysis', 'error_code', 'state', ({ fn }) => fn.countAll<string>().as('count')])
    .where('created_at', '>=', since)
    .where('state', 'in', ['failed', 'expired'])
    .groupBy(['analysis', 'error_code', 'state'])
    .orderBy('count', 'desc')
    .limit(30)
    .execute()
  return rows.map(({ analysis, error_code, state, count }) => ({
    analysis,
    code: error_code ?? state,
    count: Number(count),
  }))
}
