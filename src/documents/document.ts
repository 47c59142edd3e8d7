export const documentKinds = ['pdf', 'docx', 'text', 'image', 'html', 'rtf', 'email', 'xlsx', 'zip'] as const

/** What the bytes were found to be; decided from the bytes, never from the file's name. */
export type DocumentKind = (typeof documentKinds)[number]

/** A page as a span of `Document.text`. Offsets are UTF-16 code units, `end` exclusive; numbers start at 1. */
export interface Page {
  number: number
  start: number
  end: number
  /** What people call it where its number is not printed on it: a sheet, an attachment's page. */
  label?: string
  /** Its text was recognised from a picture: by this program, or by whoever made the file. Recognition makes mistakes. */
  ocr?: 'ours' | 'theirs'
}

/** A clause or section heading as a span of `Document.text`. */
export interface Heading {
  title: string
  start: number
  end: number
}

/**
 * hidden: text that nobody sees on the page, left out of `Document.text`. instruction: words that speak to a model.
 * mismatch: text that is not what the page shows. active: macros or scripts, which are never run. left-out: a part
 * that was not read.
 */
export type WarningKind = 'hidden' | 'instruction' | 'mismatch' | 'active' | 'left-out'

/** What people must know about a document before they rely on a result. */
export interface DocumentWarning {
  kind: WarningKind
  /** Null where it concerns the whole document. */
  page: number | null
  /** In plain words, without a full stop: "white on white". */
  reason: string
  /** The first words of what was found, or the name of the part. */
  excerpt: string
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
  warnings: DocumentWarning[]
}
