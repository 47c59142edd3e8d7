import type { Document, Page } from '../documents/document.ts'

/** The document as a model reads it: each page under a [Page N] marker, so that an answer can name its page. */
export function documentText(document: Document): string {
  if (!document.paged) return document.text
  return document.pages
    .map((page) => `${markerOf(page)}\n${document.text.slice(page.start, page.end).trim()}`)
    .join('\n\n')
}

function markerOf({ number, label }: Page): string {
  return label === undefined ? `[Page ${number}]` : `[Page ${number}: ${label}]`
}
