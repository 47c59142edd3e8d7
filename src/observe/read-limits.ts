import type { Db } from '../db/connect.ts'

export interface RateLimit {
  modelGroup: string
  pausedSeconds: number
  /** What the provider has named a limit for: how much of a minute's worth is left, from 0 to 1. */
  left: { of: 'requests' | 'input' | 'output'; perMinute: number; share: number }[]
}

/** The providers' limits as all processes share them, refilled up to now. */
export async function readLimits(db: Db, now: Date): Promise<RateLimit[]> {
  const rows = await db.selectFrom('rate_limit').selectAll().orderBy('model_group').execute()
  return rows.map((row) => {
    const minutes = Math.max(0, now.getTime() - row.refilled_at.getTime()) / 60_000
    const leftOf = (of: 'requests' | 'input' | 'output') => {
      const perMinute = row[`${of}_per_minute`]
      if (perMinute === null || perMinute === 0) return []
      const left = Math.min(perMinute, (row[`${of}_left`] ?? 0) + minutes * perMinute)
      return [{ of, perMinute, share: Math.max(0, left / perMinute) }]
    }
    return {
      modelGroup: row.model_group,
      pausedSeconds: Math.max(0, ((row.paused_until?.getTime() ?? 0) - now.getTime()) / 1000),
      left: [...leftOf('requests'), ...leftOf('input'), ...leftOf('output')],
    }
  })
}
