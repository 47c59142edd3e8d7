import { forgetTexts } from '../audit/forget-texts.ts'
import { operator, paralegal } from '../audit/kinds.ts'
import { note } from '../audit/record.ts'
import type { Trx } from '../db/connect.ts'

/**
 * Puts on record, in the commit that does it, that a task's texts are gone. The salt of their hashes goes with the answers:
 * while those are kept, they can be compared.
 */
export async function noteForgotten(
  trx: Trx,
  { taskId, removalId, what }: { taskId: string; removalId: string; what: 'all' | 'prompts' },
): Promise<void> {
  const of = { taskId, actor: await actorOf(trx, removalId), also: { removal: removalId } }
  if (what === 'all') await forgetTexts(trx, of)
  else await note(trx, { kind: 'prompts-forgotten', ...of })
}

/** The same of a document, for every task about it. */
export async function noteDocumentForgotten(
  trx: Trx,
  { documentId, removalId }: { documentId: string; removalId: string },
): Promise<void> {
  const tasks = await trx.selectFrom('task').select('id').where('document_id', '=', documentId).execute()
  const actor = await actorOf(trx, removalId)
  const also = { document: documentId, removal: removalId }
  for (const { id: taskId } of tasks) await note(trx, { kind: 'document-forgotten', taskId, actor, also })
}

/** For whom something is removed, as the audit record names them. */
export async function actorOf(trx: Trx, removalId: string): Promise<string> {
  const removal = await trx
    .selectFrom('removal')
    .select(['reason', 'asked_by'])
    .where('id', '=', removalId)
    .executeTakeFirst()
  return removal?.reason === 'operator' ? operator : (removal?.asked_by ?? paralegal)
}
