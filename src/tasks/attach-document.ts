import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { documentRemoved } from './removed.ts'
import { storeDocument } from './start-task.ts'
import type { Task } from './task-state.ts'

/** Gives a task the bytes of its document and queues the reading, in one commit; gives the document's id. */
export async function attachDocument(
  deps: { db: Db; enqueue: Enqueue },
  task: Pick<Task, 'id' | 'team_id' | 'file_name' | 'priority'>,
  bytes: Uint8Array,
): Promise<string> {
  return deps.db.transaction().execute(async (trx) => {
    const documentId = await storeDocument(trx, { bytes, fileName: task.file_name, teamId: task.team_id })
    const attached = await trx
      .updateTable('task')
      .set({ document_id: documentId })
      .where('id', '=', task.id)
      // Removed while its file was on the way: nothing of that is kept.
      .where('answers_removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!attached) throw documentRemoved(documentId)
    await record(trx, { kind: 'document-attached', actor: paralegal, ids: [task.id] })
    await deps.enqueue(trx, 'read-document', { taskId: task.id, priority: task.priority })
    return documentId
  })
}
