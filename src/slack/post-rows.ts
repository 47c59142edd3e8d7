import { createHash, randomUUID } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { recordColumns, recordsFrom } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { PostTable } from '../db/slack-tables.ts'
import type { Place } from './outbox.ts'

export type Post = Selectable<PostTable>

/** The outbox's row for it, new or as it was left. */
export async function claimPost(
  db: Db,
  intent: Place & { ownerId: string; kind: string; aboutTaskId?: string },
): Promise<Post> {
  await db
    .insertInto('post')
    .values({
      id: randomUUID(),
      owner_id: intent.ownerId,
      kind: intent.kind,
      channel_id: intent.channelId,
      about_task_id: intent.aboutTaskId ?? null,
    })
    .onConflict((conflict) => conflict.columns(['owner_id', 'kind']).doNothing())
    .execute()
  return db
    .selectFrom('post')
    .selectAll()
    .where('owner_id', '=', intent.ownerId)
    .where('kind', '=', intent.kind)
    .executeTakeFirstOrThrow()
}

/** It stands there now; of a task's message that is put on record, except that of its progress while it changes. */
export async function settlePost(
  db: Db,
  id: string,
  sent: { channelId: string; ts: string | null; contentHash: string | null; isProgress?: boolean },
): Promise<void> {
  await db
    .with('settled', (with_) =>
      with_
        .updateTable('post')
        .set({
          state: 'sent',
          channel_id: sent.channelId,
          ts: sent.ts,
          content_hash: sent.contentHash,
          updated_at: new Date(),
        })
        .where('id', '=', id)
        .returningAll(),
    )
    .insertInto('audit_event')
    .columns(recordColumns)
    .expression(
      recordsFrom(sent.isProgress ? noRows : sql.table('settled'), {
        kind: 'message-posted',
        actor: paralegal,
      }),
    )
    .execute()
}

const noRows = sql`(select * from settled where false)`

export function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
