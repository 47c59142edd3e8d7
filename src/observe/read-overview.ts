import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

const hourMs = 3_600_000

export interface Ended {
  done: number
  failed: number
  /** Cancelled by a person. */
  cancelled: number
}

export interface Overview {
  /** Of the last 24 hours, the oldest first; the last one is not over. */
  hours: (Ended & { at: Date })[]
  day: Ended & {
    medianSeconds: number | null
    slowSeconds: number | null
    firstFindingSeconds: number | null
  }
}

/** How tasks ended within the last 24 hours. */
export async function readOverview(db: Db, now: Date): Promise<Overview> {
  const thisHour = Math.floor(now.getTime() / hourMs) * hourMs
  const first = new Date(thisHour - 23 * hourMs)
  const [byHour, times] = await Promise.all([readHours(db, first), readTimes(db, first)])
  const hours = Array.from({ length: 24 }, (_, index) => {
    const at = new Date(first.getTime() + index * hourMs)
    const found = byHour.find((row) => row.at.getTime() === at.getTime())
    return { at, done: found?.done ?? 0, failed: found?.failed ?? 0, cancelled: found?.cancelled ?? 0 }
  })
  const sum = (of: keyof Ended) => hours.reduce((total, hour) => total + hour[of], 0)
  return { hours, day: { done: sum('done'), failed: sum('failed'), cancelled: sum('cancelled'), ...times } }
}

async function readHours(db: Db, since: Date) {
  const { rows } = await sql<{ at: Date; done: number; failed: number; cancelled: number }>`
    select to_timestamp(floor(extract(epoch from finished_at) / 3600) * 3600) as at,
      count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state in ('failed', 'expired'))::int as failed,
      count(*) filter (where state = 'cancelled')::int as cancelled
    from task where finished_at >= ${since} group by 1`.execute(db)
  return rows
}

async function readTimes(db: Db, since: Date) {
  const { rows } = await sql<Pick<Overview['day'], 'medianSeconds' | 'slowSeconds' | 'firstFindingSeconds'>>`
    select
      percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at)) as "medianSeconds",
      percentile_cont(0.95) within group (order by extract(epoch from finished_at - created_at)) as "slowSeconds",
      percentile_cont(0.5) within group (order by extract(epoch from first_finding_at - created_at)) as "firstFindingSeconds"
    from task where finished_at >= ${since} and state = 'done' and lane = 'person'`.execute(db)
  return rows[0] ?? { medianSeconds: null, slowSeconds: null, firstFindingSeconds: null }
}
