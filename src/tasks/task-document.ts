import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'

/** A stored document that has been read, as the pipeline works with it; undefined while only its bytes are there. */
export async function findDocument(db: Db, documentId: string): Promise<Document | undefined> {
  const row = await db
    .selectFrom('document')
    .select(['kind', 'text', 'pages', 'headings', 'paged'])
    .where('id', '=', documentId)
    .executeTakeFirst()
  if (!row || row.kind === null || row.text === null || !row.pages || !row.headings) return undefined
  return {
    kind: row.kind,
    text: row.text,
    pages: row.pages,
    headings: row.headings,
    paged: row.paged ?? false,
  }
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
    })
    .where('id', '=', documentId)
    .execute()
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
