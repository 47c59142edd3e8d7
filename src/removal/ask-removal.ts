import { randomUUID } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import type { RemovalReason } from '../db/removal-tables.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { findDocuments, findTasks, type Meant } from './find-meant.ts'

export interface AskedRemoval extends Meant {
  /** Names the act: told twice it is one removal. */
  dedupeKey: string
  reason: RemovalReason
  by: string | null
}

/** Writes a removal together with its job; gives its id. */
export async function askRemoval(
  deps: { db: Db; enqueue: Enqueue },
  asked: AskedRemoval,
): Promise<{ removalId: string }> {
  return deps.db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('removal')
      .values({
        id: randomUUID(),
        dedupe_key: asked.dedupeKey,
        reason: asked.reason,
        scope: asked.scope,
        target: asked.target,
        team_id: asked.teamId,
        asked_by: asked.by,
      })
      .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (row) {
      await deps.enqueue(trx, 'remove-content', { removalId: row.id })
      return { removalId: row.id }
    }
    const { id } = await trx
      .selectFrom('removal')
      .select('id')
      .where('dedupe_key', '=', asked.dedupeKey)
      .executeTakeFirstOrThrow()
    return { removalId: id }
  })
}

/** Whether there is anything of it: most files and messages that are deleted are none of ours. */
export async function isOurs(db: Db, meant: Meant): Promise<boolean> {
  return (await findTasks(db, meant)).length > 0 || (await findDocuments(db, meant)).length > 0
}
