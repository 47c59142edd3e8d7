import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Queue } from '../queue/queue.ts'
import { openStates } from '../tasks/task-state.ts'

/** What waits and runs in the whole installation, whichever process looks. */
export interface Load {
  queues: QueueLoad[]
  tasks: { lane: string; state: string; count: number; oldestSeconds: number }[]
  posts: { state: string; count: number; oldestSeconds: number }[]
}

export interface QueueLoad {
  kind: string
  /** Could be taken now. */
  ready: number
  /** Not before a time. */
  later: number
  active: number
  /** Of the last day, by crashes and hangs: no process will try them again. */
  dead: number
  /** How long the one that could be taken for longest waits; 0 where none does. */
  oldestSeconds: number
}

export async function readLoad({ db, queue }: { db: Db; queue: Pick<Queue, 'boss'> }): Promise<Load> {
  const [queues, oldest, tasks, posts] = await Promise.all([
    queue.boss.getQueues(),
    readOldest(db),
    readTasks(db),
    readPosts(db),
  ])
  return {
    queues: queues
      .filter(({ name }) => !name.startsWith('__pgboss'))
      .map((each) => ({
        kind: each.name,
        ready: each.readyCount,
        later: each.deferredCount,
        active: each.activeCount,
        dead: each.failedCount,
        oldestSeconds: oldest.get(each.name) ?? 0,
      })),
    tasks,
    posts,
  }
}

// Of each kind one look into an index for those that wait, and one for those that are tried again.
async function readOldest(db: Db): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; seconds: number | null }>`
    select queue.name, extract(epoch from clock_timestamp() - least(fresh.at, again.at))::float8 as seconds
    from pgboss.queue
    cross join lateral (select min(start_after) as at from pgboss.job
      where job.name = queue.name and state = 'created' and not blocked and start_after <= now()) fresh
    cross join lateral (select min(start_after) as at from pgboss.job
      where job.name = queue.name and state = 'retry' and not blocked and start_after <= now()) again
  `.execute(db)
  return new Map(
    rows.flatMap(({ name, seconds }) => (seconds === null ? [] : [[name, Math.max(0, seconds)]])),
  )
}

const age = sql<number>`extract(epoch from clock_timestamp() - min(created_at))::float8`

async function readTasks(db: Db): Promise<Load['tasks']> {
  const rows = await db
    .selectFrom('task')
    .select(['lane', 'state', ({ fn }) => fn.countAll<string>().as('count'), age.as('oldestSeconds')])
    .where('state', 'in', openStates)
    .groupBy(['lane', 'state'])
    .orderBy('lane')
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

async function readPosts(db: Db): Promise<Load['posts']> {
  const rows = await db
    .selectFrom('post')
    .select([
      'state',
      ({ fn }) => fn.countAll<string>().as('count'),
      sql<number>`extract(epoch from clock_timestamp() - min(updated_at))::float8`.as('oldestSeconds'),
    ])
    .where('state', '<>', 'sent')
    .groupBy('state')
    .execute()
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
