import { sql, type Expression, type SqlBool } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import type { Meant } from './find-meant.ts'
import { isPlaceHeld } from './holds.ts'

/**
 * Deletes what people said to the bot that belongs to a removal, and the names of files that were shared: what was said in
 * the threads of the removed tasks, and what the removal names. Gives how many messages went.
 */
export async function removeMessages(
  deps: { db: Db; enqueue: Enqueue },
  { meant, taskIds }: { meant: Meant; taskIds: string[] },
): Promise<number> {
  const inThreads = sql<SqlBool>`exists (
    select from task where task.id = any(${taskIds}) and (
      task.dedupe_key = 'message:' || heard_message.id
      or (task.channel_id, task.thread_ts)
        = (heard_message.channel_id, coalesce(heard_message.thread_ts, heard_message.ts))))`
  const deleted = await deps.db
    .deleteFrom('heard_message')
    .where(sql<boolean>`(${inThreads} or ${messagesOf(meant)})`)
    .where(sql<boolean>`not ${isPlaceHeld('heard_message')}`)
    .executeTakeFirst()
  await forgetNames(deps, meant)
  return Number(deleted.numDeletedRows)
}

async function forgetNames(deps: { db: Db; enqueue: Enqueue }, meant: Meant): Promise<void> {
  const shares = sharesOf(meant)
  await deps.db.transaction().execute(async (trx) => {
    const rows = await trx
      .updateTable('file_share')
      .set({ file_name: null })
      .where(shares)
      .where(sql<boolean>`not ${isPlaceHeld('file_share')}`)
      .returning('offer_id')
      .execute()
    const offers = [...new Set(rows.flatMap(({ offer_id: id }) => id ?? []))]
    if (offers.length > 0)
      await deps.enqueue(
        trx,
        'sync-offer',
        offers.map((offerId) => ({ offerId })),
      )
  })
}

function messagesOf({ scope, target, teamId }: Meant): Expression<SqlBool> {
  const ofTeam = teamId === null ? sql`true` : sql`heard_message.team_id = ${teamId}`
  switch (scope) {
    case 'person':
      return sql`(user_id = ${target} and ${ofTeam})`
    case 'file':
      return sql`(file_ids @> ${JSON.stringify([target])}::jsonb and ${ofTeam})`
    case 'message': {
      const [channel = '', ts = ''] = target.split(' ')
      return sql`(channel_id = ${channel} and ${ts} in (ts, thread_ts) and ${ofTeam})`
    }
    case 'task':
    case 'document':
    case 'retention':
      return sql`false`
  }
}

function sharesOf({ scope, target, teamId }: Meant): Expression<SqlBool> {
  const ofTeam = teamId === null ? sql`true` : sql`file_share.team_id = ${teamId}`
  switch (scope) {
    case 'person':
      return sql`(file_share.user_id = ${target} and ${ofTeam})`
    case 'file':
      return sql`(file_share.file_id = ${target} and ${ofTeam})`
    case 'message': {
      const [channel = '', ts = ''] = target.split(' ')
      return sql`(${ofTeam} and offer_id in (
        select id from file_offer where channel_id = ${channel} and message_ts = ${ts}))`
    }
    case 'task':
    case 'document':
    case 'retention':
      return sql`false`
  }
}
