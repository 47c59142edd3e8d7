import type { Db } from '../db/connect.ts'
import { defaultReadLimits, readDocument as readBytes } from '../documents/read-document.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { planTask } from './plan-task.ts'
import { findDocument, storeReading } from './task-document.ts'
import { setState } from './task-state.ts'
import { unlessEnded } from './unless-ended.ts'

/** A task's document becomes text with pages, then its subtasks are planned. A document is read once. */
export async function readDocument(
  deps: { db: Db; enqueue: Enqueue; library: Library; maxMemoryMb: number },
  { taskId }: JobPayload<'read-document'>,
  signal: AbortSignal,
): Promise<void> {
  const task = await setState(deps, taskId, { from: ['queued', 'reading'], to: 'reading' })
  if (!task) return
  const { document_id: documentId, file_name: fileName } = task
  if (!documentId) throw new Error(`task ${taskId} has no document to read`)
  await unlessEnded(deps.db, { taskId, signal }, async (stop) => {
    if (!(await findDocument(deps.db, documentId))) {
      const bytes = await readStored(deps.db, documentId)
      const limits = { ...defaultReadLimits, maxMemoryMb: deps.maxMemoryMb }
      await storeReading(deps.db, documentId, await readBytes(bytes, { fileName, limits, signal: stop }))
    }
    await planTask(deps, taskId)
  })
}

async function readStored(db: Db, documentId: string): Promise<Uint8Array> {
  const row = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  return row.bytes
}
