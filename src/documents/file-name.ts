import type { DocumentKind, DocumentWarning } from './document.ts'
import type { Container } from './sniff.ts'

const kindNames: Record<DocumentKind, string> = {
  pdf: 'a PDF',
  docx: 'a Word document',
  text: 'plain text',
  image: 'a picture',
  html: 'a web page',
  rtf: 'Rich Text',
  email: 'an e-mail',
  xlsx: 'a workbook',
  zip: 'a ZIP file',
}

/** What is read, for people. */
export const readableKinds =
  'PDF, Word (.docx), text, web pages, RTF, e-mail (.eml, .msg), Excel (.xlsx), pictures of text, and ZIP files of these'

const endings: Record<string, DocumentKind> = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  txt: 'text',
  md: 'text',
  text: 'text',
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  htm: 'html',
  html: 'html',
  rtf: 'rtf',
  eml: 'email',
  msg: 'email',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  zip: 'zip',
}

/** The kind that a file's name promises; null where it promises none that is known. */
export function kindByName(fileName: string): DocumentKind | null {
  return endings[/\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? null
}

/** Whether a web page comes under the name of a document: a page to sign in, or an attack; not what was meant. */
export function isDisguised(fileName: string, container: Container): boolean {
  const promised = kindByName(fileName)
  return container === 'html' && promised !== null && promised !== 'html' && promised !== 'text'
}

/** That a file is of another kind than its name says. */
export function nameWarnings(fileName: string, kind: DocumentKind): DocumentWarning[] {
  const promised = kindByName(fileName)
  if (promised === null || promised === kind || (promised === 'text' && kind !== 'pdf')) return []
  const reason = `its name says ${kindNames[promised]}, but it is ${kindNames[kind]}`
  return [{ kind: 'mismatch', page: null, reason, excerpt: '' }]
}
