import { createHash } from 'node:crypto'
import type { Trx } from '../db/connect.ts'
import { paralegal } from './kinds.ts'
import { note } from './record.ts'

/** What is on record of a task's document. */
export interface ReadingFacts {
  document: string
  /** Of the file, as anybody can reckon it. */
  sha256: string
  bytes: number
  kind: string
  pages: number
  /** SHA-256 of the text that was read from it, which quotes are checked against. */
  text: string
}

/** Puts on record which document a task's questions are about, and the text that was read from it. */
export async function noteReading(
  trx: Trx,
  of: { taskId: string; documentId: string; document: { kind: string; text: string; pages: object[] } },
): Promise<void> {
  const { sha256, byte_size: bytes } = await trx
    .selectFrom('document')
    .select(['sha256', 'byte_size'])
    .where('id', '=', of.documentId)
    .executeTakeFirstOrThrow()
  const { kind, text, pages } = of.document
  const also: ReadingFacts = {
    document: of.documentId,
    sha256,
    bytes,
    kind,
    pages: pages.length,
    text: sha256Of(stored(text)),
  }
  await note(trx, { kind: 'document-read', taskId: of.taskId, actor: paralegal, also })
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

// As PostgreSQL keeps it.
function stored(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
