import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Budgets } from '../environment.ts'

export interface SpentToday {
  /** US dollars since midnight UTC. */
  day: number
  /** Of the person, and of the channel, that spent most: whose it is does not matter here. */
  user: number
  channel: number
}

export interface BudgetUse {
  of: 'day' | 'user' | 'channel'
  usd: number
  spent: number
}

/** What was paid for since midnight UTC. */
export async function readSpent(db: Db, now: Date): Promise<SpentToday> {
  // Added up per task, and each task then found by its key (`offset 0` keeps it so): the planner would read all tasks.
  const { rows } = await sql<{ team: string; person: string; channel: string | null; usd: number | null }>`
    select task.team, task.person, task.channel, sum(paid.usd)::float8 as usd
    from (select task_id, sum(cost_usd) as usd from generation
      where created_at >= ${new Date(new Date(now).setUTCHours(0, 0, 0, 0))} group by 1) paid
    cross join lateral (select team_id as team, requested_by as person, channel_id as channel
      from task where task.id = paid.task_id offset 0) task
    group by 1, 2, 3`.execute(db)
  const spent = rows.map((row) => ({ ...row, usd: row.usd ?? 0 }))
  return {
    day: spent.reduce((sum, { usd }) => sum + usd, 0),
    user: most(spent.map((row) => [JSON.stringify([row.team, row.person]), row.usd])),
    channel: most(
      spent
        .filter((row) => row.channel !== null)
        .map((row) => [JSON.stringify([row.team, row.channel]), row.usd]),
    ),
  }
}

/** How far the budgets that are set are used up. */
export function budgetUse(budgets: Budgets, spent: SpentToday): BudgetUse[] {
  return (['day', 'user', 'channel'] as const).flatMap((of) => {
    const usd = budgets[of]
    return usd === null ? [] : [{ of, usd, spent: spent[of] }]
  })
}

function most(amounts: [string, number][]): number {
  const sums = new Map<string, number>()
  for (const [who, usd] of amounts) sums.set(who, (sums.get(who) ?? 0) + usd)
  return Math.max(0, ...sums.values())
}
