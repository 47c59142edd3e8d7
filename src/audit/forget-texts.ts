import type { Trx } from '../db/connect.ts'
import { note } from './record.ts'

/**
 * To be called in the commit that removes texts of a task: puts on record that they were forgotten, and takes away the salt
 * of their hashes, so that nobody can guess a short text from what stays. From then on a missing text or row of the task is
 * "no longer there", not tampering. `also`: ids and numbers of what was removed.
 */
export async function forgetTexts(
  trx: Trx,
  { taskId, actor, also }: { taskId: string; actor: string; also: object },
): Promise<void> {
  await note(trx, { kind: 'texts-forgotten', taskId, actor, also })
  await trx.updateTable('task').set({ audit_salt: null }).where('id', '=', taskId).execute()
}
