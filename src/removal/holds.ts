import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { HoldScope, HoldTable } from '../db/removal-tables.ts'
import { AppError } from '../errors.ts'

export type Hold = Selectable<HoldTable>

export interface NewHold {
  /** Null: the operator's, for all teams. */
  teamId: string | null
  scope: HoldScope
  target: string
  reason: string
  by: string
}

/** Places a hold: from then on nothing of its target is removed. One that is there already stays; gives its id. */
export async function addHold(db: Db, hold: NewHold): Promise<{ id: string; isNew: boolean }> {
  return db.transaction().execute(async (trx) => {
    // Removals hold the table's lock to their end: what this hold comes too late for is gone when it stands.
    const row = await trx
      .insertInto('hold')
      .values({
        id: randomUUID(),
        team_id: hold.teamId,
        scope: hold.scope,
        target: hold.target,
        reason: hold.reason,
        placed_by: hold.by,
      })
      .onConflict((conflict) =>
        conflict
          .expression(sql`scope, target, coalesce(team_id, '')`)
          .where('released_at', 'is', null)
          .doNothing(),
      )
      .returning('id')
      .executeTakeFirst()
    if (row) return { id: row.id, isNew: true }
    const { id } = await trx
      .selectFrom('hold')
      .select('id')
      .where('scope', '=', hold.scope)
      .where('target', '=', hold.target)
      .where('team_id', hold.teamId === null ? 'is' : '=', hold.teamId)
      .where('released_at', 'is', null)
      .executeTakeFirstOrThrow()
    return { id, isNew: false }
  })
}

/** Ends a hold, named by its id or its beginning, of a team or (null) of any. Throws `usage` where there is no single one. */
export async function releaseHold(
  db: Db,
  { beginning, teamId, by }: { beginning: string; teamId: string | null; by: string },
): Promise<Hold> {
  const open = (await listHolds(db, teamId)).filter(({ id }) => id.startsWith(beginning))
  const [hold] = open
  if (!hold || open.length > 1 || !/^[0-9a-f-]{4,36}$/.test(beginning)) {
    throw new AppError('usage', 'no single hold', {
      userMessage: `${open.length > 1 ? 'More than one hold begins' : 'No hold that stands begins'} with ${beginning}. The list of holds names them.`,
    })
  }
  await db
    .updateTable('hold')
    .set({ released_by: by, released_at: new Date() })
    .where('id', '=', hold.id)
    .where('released_at', 'is', null)
    .execute()
  return hold
}

/** The holds that stand, the latest first: of a team, or (null) all, the operator's among them. */
export async function listHolds(db: Db, teamId: string | null): Promise<Hold[]> {
  let query = db.selectFrom('hold').selectAll().where('released_at', 'is', null)
  if (teamId !== null) query = query.where('team_id', '=', teamId)
  return query.orderBy('placed_at', 'desc').execute()
}

/** No hold can be placed before the transaction ends. */
export async function keepHoldsOut(trx: Trx): Promise<void> {
  await sql`lock table hold in share mode`.execute(trx)
}

/** SQL: whether a task, named by the alias of its table, is held: itself, its document, its channel or who asked. */
export function isTaskHeld(task: string): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${task}.${column}`)
  return sql<boolean>`exists (
    select from hold where released_at is null
      and (hold.team_id is null or hold.team_id = ${of('team_id')})
      and case scope
        when 'task' then target = ${of('id')}::text
        when 'channel' then target in (${of('channel_id')}, ${of('origin_channel_id')})
        when 'person' then target = ${of('requested_by')}
        else target = (select sha256 from document where document.id = ${of('document_id')})
      end)`
}

/** SQL: whether a document is held: itself, a task about it, or where or by whom its file was shared. */
export function isDocumentHeld(document: string): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${document}.${column}`)
  return sql<boolean>`(
    exists (select from task held where held.document_id = ${of('id')} and ${isTaskHeld('held')})
    or exists (
      select from hold where released_at is null
        and (hold.team_id is null or hold.team_id = ${of('team_id')})
        and (scope = 'document' and target = ${of('sha256')}
          or scope in ('channel', 'person') and exists (
            select from slack_file join file_share using (team_id, file_id)
            where slack_file.document_id = ${of('id')} and target in (file_share.channel_id, file_share.user_id)))))`
}

/** SQL: whether what a person said or shared is held, by its channel or by the person. */
export function isPlaceHeld(table: string): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${table}.${column}`)
  return sql<boolean>`exists (
    select from hold where released_at is null
      and (hold.team_id is null or hold.team_id = ${of('team_id')})
      and (scope = 'channel' and target = ${of('channel_id')} or scope = 'person' and target = ${of('user_id')}))`
}
