import { paralegal } from '../audit/kinds.ts'
import { noteReading } from '../audit/note-reading.ts'
import { record } from '../audit/record.ts'
import type { Budgets } from '../environment.ts'
import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { picturePages } from '../documents/picture-pages.ts'
import { defaultReadLimits, readDocument as readBytes } from '../documents/read-document.ts'
import type { Model } from '../llm/model.ts'
import { hasOwnRules } from '../redact/own-rules.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { noteOnPictures } from './note-on-pictures.ts'
import { estimateTask, type TaskEstimate } from './estimate-task.ts'
import { keepFacts } from './document-facts.ts'
import { fileToSend } from './file-to-send.ts'
import { documentRemoved } from './removed.ts'
import { analysisOf } from './prompt-version.ts'
import { isSendable } from './pictures-to-send.ts'
import { planTask } from './plan-task.ts'
import { groupsOf, redactionOf, type RedactDeps } from './redaction-of.ts'
import { isConfidential, privacyNote } from './privacy-note.ts'
import { findDocument, storeReading } from './task-document.ts'
import { setState, type Task } from './task-state.ts'
import { unlessEnded } from './unless-ended.ts'

export interface ReadDeps extends RedactDeps {
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
    await deps.db.transaction().execute((trx) => noteReading(trx, { taskId, documentId, document }))
    await keepFacts(deps.db, documentId, {
      analysis: await analysisOf(deps, task),
      variables: task.variables,
    })
    const { isRedacted } = await notePrivacy(deps, task, document)
    const isSeen = !isRedacted && (await seesPictures(deps, { task, documentId, document }))
    const of = { fileName, model: task.model, isSeen, isSent: !isRedacted }
    const note = noteOnPictures(document, of)
    if (note !== null)
      await deps.db.updateTable('task').set({ document_note: note }).where('id', '=', taskId).execute()
    const estimate = await reckon(deps, { task, documentId, document }, stop)
    await planTask(deps, { taskId, estimate })
  })
}

// What is kept from models when the task begins, stays so till its end.
async function notePrivacy(deps: ReadDeps, task: Task, content: Document): Promise<{ isRedacted: boolean }> {
  const groups = await groupsOf(deps, { task, analysis: await analysisOf(deps, task) })
  const isRedacted = groups.length > 0 || hasOwnRules(deps.redact.own)
  const note = privacyNote({
    isConfidential: await isConfidential(deps.db, task),
    groups: isRedacted ? groups : null,
    content,
  })
  if (note !== null)
    await deps.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('task')
        .set({ privacy_note: note, redact: JSON.stringify(groups) })
        .where('id', '=', task.id)
        .execute()
      await record(trx, { kind: 'redaction-chosen', actor: paralegal, ids: [task.id] })
    })
  return { isRedacted }
}

// Whether pages that are pictures go to the model as such.
async function seesPictures(
  deps: ReadDeps,
  { task, documentId, document }: { task: Task; documentId: string; document: Document },
): Promise<boolean> {
  if (picturePages(document).length === 0) return false
  const { readsPdf, readsImages } = await deps.modelOf(task.model).capabilities()
  if (document.kind === 'image') return readsImages && isSendable(await findBytes(deps.db, documentId))
  return readsImages || (readsPdf && (await analysisOf(deps, task)).reads === 'file')
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
): Promise<TaskEstimate> {
  const analysis = await analysisOf(deps, task)
  const redaction = await redactionOf(deps, { task, analysis, content: document })
  const file = redaction ? null : await fileToSend(deps.db, { analysis, documentId, content: document })
  const of = {
    analysis,
    redaction,
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
