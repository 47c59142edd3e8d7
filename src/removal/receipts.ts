import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Kept, RemovalTable } from '../db/removal-tables.ts'

export type Receipt = Selectable<RemovalTable>

/** The receipts of removals, the latest first. */
export async function listReceipts(db: Db, limit: number): Promise<Receipt[]> {
  return db.selectFrom('removal').selectAll().orderBy('created_at', 'desc').limit(limit).execute()
}

export async function findReceipt(db: Db, id: string): Promise<Receipt | undefined> {
  return db.selectFrom('removal').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A receipt in plain words, without ids: what went, and what was kept and why. */
export function receiptText({ removed, kept }: Pick<Receipt, 'removed' | 'kept'>): string {
  const things = Object.entries({
    ...counted('analysis', 'analyses', removed.tasks?.length ?? 0),
    ...counted('document', 'documents', removed.documents?.length ?? 0),
    ...removed.counts,
  }).map(([kind, count]) => `${count} ${kind}`)
  const went = things.length === 0 ? 'There was nothing to remove.' : `Removed: ${things.join(', ')}.`
  return [went, ...keptTexts(kept)].join('\n')
}

function keptTexts(kept: Kept[]): string[] {
  const held = kept.filter(({ why }) => why === 'hold').length
  const used = kept.filter(({ why }) => why === 'used-elsewhere').length
  return [
    ...(held === 0
      ? []
      : [
          `Kept: ${held} ${held === 1 ? 'item is' : 'items are'} under a legal hold, which an admin placed. Nothing of that was removed.`,
        ]),
    ...(used === 0
      ? []
      : [
          `Kept: ${used} ${used === 1 ? 'document, which' : 'documents, each of which'} another analysis still uses.`,
        ]),
  ]
}

function counted(one: string, several: string, count: number): Record<string, number> {
  return count === 0 ? {} : { [count === 1 ? one : several]: count }
}
