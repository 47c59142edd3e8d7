import type { Document, Page } from './document.ts'
import { pagesWithoutText } from './pages-without-text.ts'

/** The pages that are pictures, whether this program recognised their words or nobody did. */
export function picturePages(document: Pick<Document, 'kind' | 'pages'>): Page[] {
  const unread = new Set(pagesWithoutText(document))
  return document.pages.filter(({ number, ocr }) => ocr === 'ours' || unread.has(number))
}
