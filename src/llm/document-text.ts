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

/** The pages of such a text, which is all that the log has of a document; none where it has no markers. */
export function markedPages(text: string): Page[] {
  const markers = [...text.matchAll(/(?:^|\n\n)\[Page (\d+)(?:: ([^\]\n]*))?\]\n/g)]
  return markers.map(({ index, 0: marker, 1: number, 2: label }, at) => ({
    number: Number(number),
    start: index + marker.length,
    end: markers[at + 1]?.index ?? text.length,
    ...(label === undefined ? {} : { label }),
  }))
}

function markerOf({ number, label }: Page): string {
  return label === undefined ? `[Page ${number}]` : `[Page ${number}: ${label.replace(/[\p{C}[\]]/gu, ' ')}]`
}
