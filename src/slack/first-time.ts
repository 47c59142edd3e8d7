import type { Trx } from '../db/connect.ts'

/** Notes a Slack event, in the commit of what it causes; false where it came before: Slack delivers some twice or thrice. */
export async function isFirstTime(trx: Trx, eventId: string): Promise<boolean> {
  const row = await trx
    .insertInto('slack_event')
    .values({ event_id: eventId })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .returning('event_id')
    .executeTakeFirst()
  return row !== undefined
}
