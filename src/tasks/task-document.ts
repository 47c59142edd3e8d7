import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'

/** A stored document that has been read, as the pipeline works with it; undefined while only its bytes are there. */
export async function findDocument(db: Db, documentId: string): Promise<Document | undefined> {
  const row = await db
    .selectFrom('document')
    .select(['kind', 'text', 'pages', 'headings', 'paged', 'warnings'])
    .where('id', '=', documentId)
    .executeTakeFirst()
  if (!row || row.kind === null || row.text === null || !row.pages || !row.headings) return undefined
  return {
    kind: row.kind,
    text: row.text,
    pages: row.pages,
    headings: row.headings,
    paged: row.paged ?? false,
    warnings: row.warnings,
  }
}

/** How many documents a process keeps at hand. */
const keptDocuments = 4

// All parts of a task read the same document at the same moment, and a reading that is stored does not change.
const atHand = new WeakMap<Db, Map<string, Promise<Document | undefined>>>()

/** The document that a task's questions are asked about; undefined where there is none yet. */
export async function findTaskDocument(
  db: Db,
  task: { document_id: string | null },
): Promise<Document | undefined> {
  if (!task.document_id) return undefined
  const reading = atHand.get(db)?.get(task.document_id) ?? findDocument(db, task.document_id)
  keepAtHand(db, task.document_id, reading)
  const document = await reading.catch((error: unknown) => {
    atHand.get(db)?.clear()
    throw error
  })
  if (!document) atHand.get(db)?.clear()
  return document
}

function keepAtHand(db: Db, id: string, reading: Promise<Document | undefined>): void {
  const kept = atHand.get(db) ?? new Map<string, Promise<Document | undefined>>()
  atHand.set(db, kept)
  // Set anew, the one that was asked for last stands last.
  kept.delete(id)
  kept.set(id, reading)
  for (const oldest of [...kept.keys()].slice(0, -keptDocuments)) kept.delete(oldest)
}

/** PostgreSQL text cannot hold NUL; the replacement is one code unit too, so every offset stays right. */
export async function storeReading(db: Db, documentId: string, document: Document): Promise<void> {
  await db
    .updateTable('document')
    .set({
      kind: document.kind,
      text: withoutNul(document.text),
      pages: JSON.stringify(document.pages),
      headings: withoutNul(JSON.stringify(document.headings)),
      paged: document.paged,
      warnings: withoutNul(JSON.stringify(document.warnings)),
    })
    .where('id', '=', documentId)
    // Removed meanwhile: nothing of it comes back.
    .where('removed_at', 'is', null)
    .execute()
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
