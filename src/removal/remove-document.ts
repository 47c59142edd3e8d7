import type { Db, Trx } from '../db/connect.ts'
import { openStates } from '../tasks/task-state.ts'
import { dropTexts, eraseDocument, textsOf } from './erase.ts'
import { isDocumentHeld, keepHoldsOut } from './holds.ts'
import { noteDocumentForgotten } from './note-forgotten.ts'

export type DocumentRemoval =
  | { outcome: 'removed'; sha256: string; texts: number }
  /** `used-elsewhere`: by a task that runs, or that keeps its answers. */
  | { outcome: 'held' | 'used-elsewhere' | 'nothing' }

interface Which {
  documentId: string
  removalId: string
  /** Whether tasks that keep their answers keep the document too; those that run always do. */
  unless: 'used' | 'running'
}

/** Removes a document, unless it is held or in use. Done twice it is done once. */
export async function removeDocument(db: Db, of: Which): Promise<DocumentRemoval> {
  const sha256 = await db.transaction().execute((trx) => removeIn(trx, of))
  if (sha256 === 'held' || sha256 === 'used-elsewhere' || sha256 === 'nothing') return { outcome: sha256 }
  return { outcome: 'removed', sha256, texts: await dropTexts(db, await textsOf(db, of)) }
}

async function removeIn(trx: Trx, of: Which): Promise<string> {
  await keepHoldsOut(trx)
  // A task that begins with it waits here for the row, and then finds that it is gone.
  const document = await trx
    .selectFrom('document')
    .select(['sha256', 'removed_at'])
    .where('id', '=', of.documentId)
    .forUpdate()
    .executeTakeFirst()
  if (!document || document.removed_at !== null) return 'nothing'
  const { isHeld } = await trx
    .selectFrom('document')
    .select(isDocumentHeld('document').as('isHeld'))
    .where('id', '=', of.documentId)
    .executeTakeFirstOrThrow()
  if (isHeld) return 'held'
  const using = trx
    .selectFrom('task')
    .select('id')
    .where('document_id', '=', of.documentId)
    .where((where) =>
      of.unless === 'running'
        ? where('state', 'in', openStates)
        : where.or([where('state', 'in', openStates), where('answers_removed_at', 'is', null)]),
    )
  if (await using.limit(1).executeTakeFirst()) return 'used-elsewhere'
  await eraseDocument(trx, of)
  await noteDocumentForgotten(trx, of)
  return document.sha256
}
