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
  const { documentId, content } = of
  if (!isFileNeeded(of) || !sentKinds.includes(content.kind)) return null
  const row = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', documentId)
    .where('byte_size', '<=', maxSentBytes)
    .executeTakeFirst()
  return row ? asFile(row.bytes, content.kind) : null
}

/** The same of a document that is not stored. */
export function fileOf(
  bytes: Uint8Array,
  of: { analysis: Pick<Analysis, 'reads'>; content: Document },
): DocumentFile | null {
  return isFileNeeded(of) && bytes.length <= maxSentBytes ? asFile(bytes, of.content.kind) : null
}

const sentKinds: DocumentKind[] = ['pdf', 'image']

function isFileNeeded(of: { analysis: Pick<Analysis, 'reads'>; content: Document }): boolean {
  const { pages } = of.content
  const hasPictures = pagesWithoutText(of.content).length > 0 || pages.some(({ ocr }) => ocr === 'ours')
  return of.analysis.reads === 'file' || hasPictures
}

function asFile(bytes: Uint8Array, kind: DocumentKind): DocumentFile | null {
  if (!sentKinds.includes(kind)) return null
  const mediaType = kind === 'pdf' ? 'application/pdf' : imageTypeOf(bytes)
  return mediaType ? { mediaType, bytes } : null
}
