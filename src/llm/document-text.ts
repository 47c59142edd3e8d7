import type { Document } from '../documents/document.ts'

/** The document as a model reads it: each page under a [Page N] marker, so that an answer can name its page. */
export function documentText(document: Document): string {
  if (!document.paged) return document.text
  return document.pages
    .map((page) => `[Page ${page.number}]\n${document.text.slice(page.start, page.end).trim()}`)
    .join('\n\n')
}
