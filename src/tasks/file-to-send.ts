import type { Db } from '../db/connect.ts'
import type { Document, DocumentKind } from '../documents/document.ts'
import { imageTypeOf } from '../documents/image-type.ts'
import { pagesWithoutText } from '../documents/pages-without-text.ts'
import type { DocumentFile } from '../llm/model.ts'
import type { Analysis } from '../prompts/library.ts'

/** More is not sent along with a question; the text goes alone. */
const maxSentBytes = 20 * 1024 * 1024

/**
 * The file itself, to be sent in place of its text where the analysis asks for it or a page is a picture; null where the
 * text is enough, no model reads its kind, or it is too large.
 */
export async function fileToSend(
  db: Db,
  of: { analysis: Pick<Analysis, 'reads'>; documentId: string; content: Document },
): Promise<DocumentFile | null> {
  const isNeeded = of.analysis.reads === 'file' || pagesWithoutText(of.content).length > 0
  return isNeeded ? findFile(db, of.documentId, of.content.kind) : null
}

async function findFile(db: Db, documentId: string, kind: DocumentKind): Promise<DocumentFile | null> {
  if (kind !== 'pdf' && kind !== 'image') return null
  const row = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', documentId)
    .where('byte_size', '<=', maxSentBytes)
    .executeTakeFirst()
  const mediaType = kind === 'pdf' ? 'application/pdf' : row && imageTypeOf(row.bytes)
  return row && mediaType ? { mediaType, bytes: row.bytes } : null
}
