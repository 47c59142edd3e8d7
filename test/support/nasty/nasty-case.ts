import type { DocumentWarning } from '../../../src/documents/document.ts'
import type { ErrorCode } from '../../../src/errors.ts'

/** A file that somebody may drop, and how reading it has to end. */
export interface NastyCase {
  name: string
  fileName: string
  bytes: () => Buffer
  ends: Failure | Success
  /** It is read, and its text is so long that an analysis takes long. */
  isLong?: true
}

export interface Failure {
  code: ErrorCode
  /** Words of what people are told. */
  says: string
}

export interface Success {
  /** Words of the text that is read. */
  text: string
  /** In their order, each with words of its reason or excerpt; no others may be there. */
  warnings: [DocumentWarning['kind'], string][]
  /** Words that must not be in the text. */
  without?: string
}

/** Ends in an error with this code, in these words. */
export function fails(code: ErrorCode, says: string): Failure {
  return { code, says }
}

/** Is read, with these warnings and no others. */
export function reads(text: string, warnings: Success['warnings'] = [], without?: string): Success {
  return { text, warnings, ...(without === undefined ? {} : { without }) }
}

export const damaged = fails('document_unreadable', 'is damaged or unusually built')
export const bomb = fails('document_unreadable', 'unfolds to more than I can hold')
export const unknownType = fails('document_type_unsupported', 'not a file I can read')
export const encrypted = fails('document_encrypted', 'protected by a password')
export const empty = fails('document_empty', 'is empty')

/** The first clause of every harmless part. */
export const clause = 'The Supplier shall deliver the Goods within thirty days of each order.'
