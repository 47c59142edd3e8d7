import { readableKinds } from './file-name.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { ReadLimits } from './read-document.ts'

export type ReadFailure =
  | 'empty'
  | 'too-many-bytes'
  | 'too-many-pages'
  | 'too-much-text'
  | 'unknown-type'
  | 'encrypted'
  | 'damaged'
  | 'timeout'
  | 'too-much-memory'
  | 'unfolds-too-much'
  | 'too-many-parts'
  | 'too-deep'
  | 'unsafe-names'
  | 'web-page'
  | 'not-inspected'

/** The error of a failed reading, in words for the person who shared the file. */
export function readError(
  failure: ReadFailure,
  of: { fileName: string; limits: ReadLimits; cause?: unknown },
): AppError {
  const [code, userMessage] = textOf(failure, of)
  return new AppError(code, `reading failed: ${failure}`, { userMessage, cause: of.cause })
}

function textOf(failure: ReadFailure, of: { fileName: string; limits: ReadLimits }): [ErrorCode, string] {
  const name = `“${of.fileName}”`
  const megabytes = Math.round(of.limits.maxBytes / 1024 / 1024)
  switch (failure) {
    case 'empty':
      return ['document_empty', `${name} is empty. Please share it again.`]
    case 'too-many-bytes':
      return [
        'document_too_large',
        `${name} is larger than ${megabytes} MB, the most I read. A smaller export or a part of it will do.`,
      ]
    case 'too-many-pages':
      return [
        'document_too_large',
        `${name} has more than ${of.limits.maxPages} pages, the most I read. Please share the part that matters.`,
      ]
    case 'too-much-text':
      return [
        'document_too_large',
        `${name} unfolds to more text than I can read. If it is a real document, please share the part that matters.`,
      ]
    case 'unknown-type':
      return [
        'document_type_unsupported',
        `${name} is not a file I can read, whatever its name says. I read ${readableKinds}.`,
      ]
    case 'encrypted':
      return ['document_encrypted', `${name} is protected by a password. Please share a copy without one.`]
    case 'damaged':
      return [
        'document_unreadable',
        `${name} is damaged or unusually built, and I could not read it. Saving or exporting it again often helps.`,
      ]
    case 'timeout':
      return [
        'document_unreadable',
        `Reading ${name} took too long, so I stopped. Saving or exporting it again often helps.`,
      ]
    case 'too-much-memory':
    case 'unfolds-too-much':
      return [
        'document_unreadable',
        `${name} unfolds to more than I can hold, so I stopped. Saving or exporting it again often helps.`,
      ]
    case 'too-many-parts':
      return [
        'document_too_large',
        `${name} holds more files than I read at once. Please share those that matter.`,
      ]
    case 'too-deep':
      return [
        'document_unreadable',
        `${name} holds files within files within files, deeper than I look. Please share the innermost on its own.`,
      ]
    case 'unsafe-names':
      return [
        'document_unreadable',
        `${name} holds files whose names point to other folders, as attacks do. I did not open it.`,
      ]
    case 'web-page':
      return [
        'document_type_unsupported',
        `${name} is not what its name says: it is a web page, perhaps one that asks to sign in. Please share the document itself.`,
      ]
    case 'not-inspected':
      return [
        'document_unreadable',
        `I could not check ${name} for hidden text, so I stopped before asking anything about it. Saving or exporting it again often helps.`,
      ]
  }
}
