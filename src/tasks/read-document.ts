import type { Db } from '../db/connect.ts'
import { readDocument as readBytes } from '../documents/read-document.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { planTask } from './plan-task.ts'
import { findDocument, storeReading } from './task-document.ts'
import { setState } from './task-state.ts'

/** A task's document becomes text with pages, then its subtasks are planned. A document is read once. */
export async function readDocument(
  deps: { db: Db; enqueue: Enqueue; library: Library },
  { taskId }: JobPayload<'read-document'>,
  signal: AbortSignal,
): Promise<void> {
  const task = await setState(deps, taskId, { from: ['queued', 'reading'], to: 'reading' })
  if (!task) return
  if (!task.document_id) throw new Error(`task ${taskId} has no document to read`)
  if (!(await findDocument(deps.db, task.document_id))) {
    const bytes = await readStored(deps.db, task.document_id)
    await storeReading(
      deps.db,
      task.document_id,
      await readBytes(bytes, { fileName: task.file_name, signal }),
    )
  }
  await planTask(deps, taskId)
}

async function readStored(db: Db, documentId: string): Promise<Uint8Array> {
  const row = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  return row.bytes
}
