import type { Budgets } from '../environment.ts'
import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { defaultReadLimits, readDocument as readBytes } from '../documents/read-document.ts'
import type { Model } from '../llm/model.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { noteOnPictures } from './note-on-pictures.ts'
import type { Estimate } from './estimate-calls.ts'
import { estimateTask } from './estimate-task.ts'
import { keepFacts } from './document-facts.ts'
import { fileToSend } from './file-to-send.ts'
import { documentRemoved } from './removed.ts'
import { analysisOf } from './prompt-version.ts'
import { planTask } from './plan-task.ts'
import { findDocument, storeReading } from './task-document.ts'
import { setState, type Task } from './task-state.ts'
import { unlessEnded } from './unless-ended.ts'

export interface ReadDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  modelOf: (name: string) => Model
  budgets: Budgets
  maxMemoryMb: number
}

/** A task's document becomes text with pages, then its subtasks are planned. A document is read once. */
export async function readDocument(
  deps: ReadDeps,
  { taskId }: JobPayload<'read-document'>,
  signal: AbortSignal,
): Promise<void> {
  const task = await setState(deps, taskId, { from: ['queued', 'reading'], to: 'reading' })
  if (!task) return
  const { document_id: documentId, file_name: fileName } = task
  if (!documentId) throw new Error(`task ${taskId} has no document to read`)
  await unlessEnded(deps.db, { taskId, signal }, async (stop) => {
    const document =
      (await findDocument(deps.db, documentId)) ?? (await readStored(deps, { documentId, fileName }, stop))
    await keepFacts(deps.db, documentId, {
      analysis: await analysisOf(deps, task),
      variables: task.variables,
    })
    const note = await noteOnPictures(document, { fileName, model: task.model, modelOf: deps.modelOf })
    if (note !== null)
      await deps.db.updateTable('task').set({ document_note: note }).where('id', '=', taskId).execute()
    const estimate = await reckon(deps, { task, documentId, document }, stop)
    await planTask(deps, { taskId, estimate })
  })
}

/** Reads a document whose bytes are stored, and stores its text. Throws what reading throws. */
export async function readStored(
  deps: { db: Db; maxMemoryMb: number },
  { documentId, fileName }: { documentId: string; fileName: string },
  signal: AbortSignal,
): Promise<Document> {
  const bytes = await findBytes(deps.db, documentId)
  const limits = { ...defaultReadLimits, maxMemoryMb: deps.maxMemoryMb }
  const document = await readBytes(bytes, { fileName, limits, signal })
  await storeReading(deps.db, documentId, document)
  return document
}

async function reckon(
  deps: ReadDeps,
  { task, documentId, document }: { task: Task; documentId: string; document: Document },
  signal: AbortSignal,
): Promise<Estimate> {
  const analysis = await analysisOf(deps, task)
  const file = await fileToSend(deps.db, { analysis, documentId, content: document })
  const of = {
    analysis,
    documentId,
    file,
    content: document,
    title: task.file_name,
    model: task.model,
    modelChosen: task.model_chosen,
  }
  const { variables, variations } = task
  return estimateTask(deps, { ...of, variables, variations }, signal)
}

async function findBytes(db: Db, documentId: string): Promise<Uint8Array> {
  const row = await db
    .selectFrom('document')
    .select(['bytes', 'removed_at'])
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  if (row.removed_at !== null) throw documentRemoved(documentId)
  return row.bytes
}
