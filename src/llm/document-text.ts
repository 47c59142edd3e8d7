import type { Document, Page } from '../documents/document.ts'
import { withoutModelMarks } from './model-marks.ts'

/**
 * The document as a model reads it: each page under a [Page N] marker, so that an answer can name its page. Nothing in its
 * words passes for such a marker, or for the document's end.
 */
export function documentText(document: Document): string {
  if (!document.paged) return withoutModelMarks(document.text)
  return document.pages
    .map(
      (page) => `${markerOf(page)}\n${withoutModelMarks(document.text.slice(page.start, page.end).trim())}`,
    )
    .join('\n\n')
}

function markerOf({ number, label }: Page): string {
  return label === undefined ? `[Page ${number}]` : `[Page ${number}: ${label.replace(/[\p{C}[\]]/gu, ' ')}]`
}
