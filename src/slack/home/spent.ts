import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'

/** What was paid for analyses since the month began (UTC). */
export interface Spent {
  analyses: number
  /** US dollars, of the answers whose price is known. */
  usd: number
  /** Answers of unknown price. */
  unpriced: number
}

/** Of one person, or of a whole team. */
export async function spentThisMonth(
  db: Db,
  { teamId, userId }: { teamId: string; userId: string | null },
): Promise<Spent> {
  const now = new Date()
  const since = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const paid = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select(({ fn }) => fn.sum<string | null>('cost_usd').as('usd'))
    .select(
      sql<string>`count(*) filter (where finish_reason is not null and cost_usd is null)`.as('unpriced'),
    )
    .where('task.team_id', '=', teamId)
    .$if(userId !== null, (query) => query.where('task.requested_by', '=', userId ?? ''))
    .where('generation.created_at', '>=', since)
    .executeTakeFirst()
  const tasks = await db
    .selectFrom('task')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('team_id', '=', teamId)
    .$if(userId !== null, (query) => query.where('requested_by', '=', userId ?? ''))
    .where('created_at', '>=', since)
    .executeTakeFirst()
  return {
    analyses: Number(tasks?.count ?? 0),
    usd: Number(paid?.usd ?? 0),
    unpriced: Number(paid?.unpriced ?? 0),
  }
}

/** "12 analyses, $3.40"; what is not known is said. */
export function spentLine({ analyses, usd, unpriced }: Spent): string {
  const count = `${analyses} ${analyses === 1 ? 'analysis' : 'analyses'}`
  const paid = `$${usd.toFixed(usd > 0 && usd < 1 ? 4 : 2)}`
  if (unpriced === 0) return `${count}, ${paid}`
  const calls = `${unpriced} ${unpriced === 1 ? 'call' : 'calls'}`
  return usd === 0
    ? `${count}, cost unknown (${calls} to a model without a known price)`
    : `${count}, ${paid}, and an unknown amount for ${calls} to a model without a known price`
}
