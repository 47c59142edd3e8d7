import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import type { DocumentFile } from '../llm/model.ts'
import type { Analysis } from '../prompts/library.ts'

/** More is not sent along with a question; the text goes alone. */
const maxSentBytes = 20 * 1024 * 1024

/** The file itself, to be sent in place of its text where the analysis asks for it; null where it is no PDF, or too large. */
export async function fileToSend(
  db: Db,
  of: { analysis: Pick<Analysis, 'reads'>; documentId: string; content: Document },
): Promise<DocumentFile | null> {
  if (!isFileNeeded(of)) return null
  const row = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', of.documentId)
    .where('byte_size', '<=', maxSentBytes)
    .executeTakeFirst()
  return row ? { mediaType: 'application/pdf', bytes: row.bytes } : null
}

/** The same of a document that is not stored. */
export function fileOf(
  bytes: Uint8Array,
  of: { analysis: Pick<Analysis, 'reads'>; content: Document },
): DocumentFile | null {
  return isFileNeeded(of) && bytes.length <= maxSentBytes ? { mediaType: 'application/pdf', bytes } : null
}

// Of other kinds only the text is read, or the picture that it is.
function isFileNeeded({
  analysis,
  content,
}: {
  analysis: Pick<Analysis, 'reads'>
  content: Document
}): boolean {
  return analysis.reads === 'file' && content.kind === 'pdf'
}
