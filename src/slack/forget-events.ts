import type { Db } from '../db/connect.ts'

/** Slack tries an event for some minutes; a week is far beyond any redelivery. */
const keepMs = 7 * 24 * 3600 * 1000

/** Drops the ids of events that cannot come again. */
export async function forgetEvents(deps: { db: Db }, now: Date): Promise<void> {
  await deps.db
    .deleteFrom('slack_event')
    .where('received_at', '<', new Date(now.getTime() - keepMs))
    .execute()
}
