import type { DocumentKind } from '../documents/document.ts'
import { kindByName } from '../documents/file-name.ts'

const kindsByType: [RegExp, DocumentKind][] = [
  [/^application\/pdf$/, 'pdf'],
  [/wordprocessingml/, 'docx'],
  [/spreadsheetml/, 'xlsx'],
  [/^image\/(?:png|jpeg|gif|webp)$/, 'image'],
  [/^text\/html/, 'html'],
  [/^(?:text|application)\/rtf/, 'rtf'],
  [/^message\/rfc822|vnd\.ms-outlook/, 'email'],
  [/^application\/(?:x-)?zip/, 'zip'],
  [/^text\/plain/, 'text'],
]

/** Only for what is offered; what the file really is, is decided from its bytes when it is read. */
export function kindOf(file: { name: string; mimetype: string }): DocumentKind | null {
  const byType = kindsByType.find(([type]) => type.test(file.mimetype))
  return kindByName(file.name) ?? byType?.[1] ?? null
}
