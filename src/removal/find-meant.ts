import { sql, type Expression, type SqlBool } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { RemovalScope } from '../db/removal-tables.ts'

export interface Meant {
  scope: RemovalScope
  target: string
  /** Null: of all teams. */
  teamId: string | null
}

/** The tasks that a removal is about and that still have something to remove, oldest first. */
export async function findTasks(db: Db, meant: Meant): Promise<string[]> {
  const condition = tasksOf(meant)
  if (condition === null) return []
  let query = db
    .selectFrom('task')
    .select('id')
    .where(condition)
    .where((where) =>
      where.or([where('answers_removed_at', 'is', null), where('prompts_removed_at', 'is', null)]),
    )
  if (meant.teamId !== null) query = query.where('team_id', '=', meant.teamId)
  return (await query.orderBy('created_at').execute()).map(({ id }) => id)
}

/** The documents that a removal is about, also those that nothing was asked about. */
export async function findDocuments(db: Db, meant: Meant): Promise<string[]> {
  const tasks = tasksOf(meant)
  const byTask =
    tasks === null ? sql<SqlBool>`false` : sql`id in (select document_id from task where ${tasks})`
  let query = db
    .selectFrom('document')
    .select('id')
    .where('removed_at', 'is', null)
    .where(sql<boolean>`(${byTask} or ${documentsOf(meant)})`)
  if (meant.teamId !== null) query = query.where('team_id', '=', meant.teamId)
  return (await query.execute()).map(({ id }) => id)
}

function tasksOf({ scope, target }: Meant): Expression<SqlBool> | null {
  switch (scope) {
    case 'task':
      return sql`task.id = ${target}`
    case 'document':
      return sql`task.document_id in (select id from document where sha256 = ${target})`
    case 'person':
      return sql`task.requested_by = ${target}`
    case 'file':
      return tasksOfFile(target)
    case 'message': {
      const [channel = '', ts = ''] = target.split(' ')
      return tasksOfMessage(channel, ts)
    }
    case 'retention':
      return null
  }
}

// Those that fetched the file, and those that went on with what it brought: where another file of Slack's brought the same,
// only in the file's own threads.
function tasksOfFile(fileId: string): Expression<SqlBool> {
  return sql`(task.source_file_id = ${fileId} or task.source_file_id is null and exists (
    select from slack_file where file_id = ${fileId}
      and slack_file.team_id = task.team_id and slack_file.document_id = task.document_id
      and (not exists (
          select from slack_file other where other.document_id = task.document_id and other.file_id <> ${fileId})
        or exists (select from task own where own.source_file_id = ${fileId} and own.team_id = task.team_id
          and (own.channel_id, own.thread_ts) in (
            (task.channel_id, task.thread_ts), (task.origin_channel_id, task.origin_thread_ts))))))`
}

// Of the thread that began with it, of the files that it carried, and the answer to what it asked.
function tasksOfMessage(channel: string, ts: string): Expression<SqlBool> {
  return sql`(
    (task.channel_id, task.thread_ts) = (${channel}, ${ts})
    or (task.origin_channel_id, task.origin_thread_ts) = (${channel}, ${ts})
    or exists (select from file_share join file_offer on file_offer.id = file_share.offer_id
      where file_offer.channel_id = ${channel} and file_offer.message_ts = ${ts}
        and file_share.team_id = task.team_id and file_share.file_id = task.source_file_id
        and ${channel} in (task.channel_id, task.origin_channel_id))
    or exists (select from heard_message where channel_id = ${channel} and ts = ${ts}
      and task.dedupe_key = 'message:' || heard_message.id))`
}

function documentsOf({ scope, target }: Meant): Expression<SqlBool> {
  switch (scope) {
    case 'document':
      return sql`sha256 = ${target}`
    case 'file':
      return sql`id in (select document_id from slack_file where file_id = ${target})`
    case 'person':
      return sql`id in (select document_id from slack_file join file_share using (team_id, file_id)
        where file_share.user_id = ${target})`
    case 'message': {
      const [channel = '', ts = ''] = target.split(' ')
      return sql`id in (select document_id from slack_file join file_share using (team_id, file_id)
        join file_offer on file_offer.id = file_share.offer_id
        where file_offer.channel_id = ${channel} and file_offer.message_ts = ${ts})`
    }
    case 'task':
    case 'retention':
      return sql`false`
  }
}
