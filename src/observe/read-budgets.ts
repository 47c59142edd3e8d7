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
  const rows = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select([
      'task.team_id',
      'task.requested_by',
      'task.channel_id',
      ({ fn }) => fn.sum<string | null>('cost_usd').as('usd'),
    ])
    .where('generation.created_at', '>=', new Date(new Date(now).setUTCHours(0, 0, 0, 0)))
    .groupBy(['task.team_id', 'task.requested_by', 'task.channel_id'])
    .execute()
  const spent = rows.map((row) => ({ ...row, usd: Number(row.usd ?? 0) }))
  return {
    day: spent.reduce((sum, { usd }) => sum + usd, 0),
    user: most(spent.map((row) => [JSON.stringify([row.team_id, row.requested_by]), row.usd])),
    channel: most(
      spent
        .filter((row) => row.channel_id !== null)
        .map((row) => [JSON.stringify([row.team_id, row.channel_id]), row.usd]),
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
