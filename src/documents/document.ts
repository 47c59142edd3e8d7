/** What the bytes were found to be; decided from the bytes, never from the file's name. */
export type DocumentKind = 'pdf' | 'docx' | 'text' | 'image'

/** A page as a span of `Document.text`. Offsets are UTF-16 code units, `end` exclusive; numbers start at 1. */
export interface Page {
  number: number
  start: number
  end: number
}

/** A clause or section heading as a span of `Document.text`. */
export interface Heading {
  title: string
  start: number
  end: number
}

/** A document as text in which every page, heading and quote has a place. */
export interface Document {
  kind: DocumentKind
  text: string
  /** Never empty. A format without pages (Word, plain text) has one page that spans the whole text. */
  pages: Page[]
  /** False where the format has no fixed pages, so that nobody is shown a page number that means nothing. */
  paged: boolean
  headings: Heading[]
}
