import { sql } from 'kysely'
import type { Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { UserLimits } from '../user-limits.ts'

/** Somebody has started as many tasks as one person may. */
export class OverLimit extends AppError {
  /** When there is room for the next one. */
  readonly freeAt: Date
  /** What happened, and for how long, without what to do. */
  readonly reason: string

  constructor(limit: string, { reason, freeAt }: { reason: string; freeAt: Date }) {
    super('user_limit', `over the limit of a person: ${limit}`, {
      userMessage: `${reason} Nothing is lost: please ask again then. The operator can raise PARALEGAL_USER_LIMIT.`,
    })
    this.reason = reason
    this.freeAt = freeAt
  }
}

const spans = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
] as const

/**
 * Refuses a person who has started as many tasks as they may, until enough of them are an hour or a day ago. Of two starts
 * at the same moment, in any process, the second counts the first; one that was kept before is refused to nobody. Throws
 * `OverLimit`.
 */
export async function refuseOverLimit(
  trx: Trx,
  asked: { dedupeKey: string; requestedBy: string; teamId: string },
  limits: UserLimits,
): Promise<void> {
  if (limits.hour === null && limits.day === null) return
  const { requestedBy, teamId } = asked
  await sql`select pg_advisory_xact_lock(hashtext(${`starts of ${teamId} ${requestedBy}`}))`.execute(trx)
  const kept = await trx
    .selectFrom('task')
    .select('id')
    .where('dedupe_key', '=', asked.dedupeKey)
    .executeTakeFirst()
  if (kept) return
  for (const { name, ms } of spans) {
    const most = limits[name]
    if (most === null) continue
    const started = await trx
      .selectFrom('task')
      .select('created_at')
      .where('team_id', '=', teamId)
      .where('requested_by', '=', requestedBy)
      .where('created_at', '>', new Date(Date.now() - ms))
      .orderBy('created_at', 'desc')
      // The one that has to grow old before there is room again.
      .offset(most - 1)
      .limit(1)
      .executeTakeFirst()
    if (started) throw overLimit({ most, name, freeAt: new Date(started.created_at.getTime() + ms) })
  }
}

function overLimit(of: { most: number; name: 'hour' | 'day'; freeAt: Date }): OverLimit {
  const { most, name, freeAt } = of
  const analyses = most === 1 ? 'one analysis' : `${most} analyses`
  const within = name === 'hour' ? 'an hour' : 'a day'
  const reason = `You have started ${analyses} within ${within}, the limit for one person here. There is room for the next one in ${waitOf(freeAt)}.`
  return new OverLimit(`${most}/${name}`, { reason, freeAt })
}

function waitOf(freeAt: Date): string {
  const minutes = Math.max(1, Math.ceil((freeAt.getTime() - Date.now()) / 60_000))
  if (minutes > 90) return `about ${Math.round(minutes / 60)} hours`
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
