import type { Document, DocumentKind, Page } from '../document.ts'
import { findHeadings } from '../headings.ts'
import { answersInThread } from '../in-thread.ts'
import { findInstructions } from '../instructions.ts'
import { pagesWithoutText } from '../pages-without-text.ts'
import type { ReadLimits } from '../read-document.ts'
import { compareDoubtful, maxDoubtful } from './doubtful-pages.ts'

export interface RecogniseOrder {
  bytes: Uint8Array
  kind: DocumentKind
  pages: number[]
  maxMemoryMb: number
}

export interface RecognisedPage {
  number: number
  /** '' where no words were recognised. */
  text: string
}

const worker = new URL('ocr-worker.ts', import.meta.url)

/**
 * Optical character recognition of the pages that are pictures, and of those whose letters look otherwise than their text
 * says (tesseract.js, English), in a thread of its own: the document with what was recognised until the time was over.
 * Aborting throws the signal's reason; a picture that breaks the thread stays unread.
 */
export async function recognisePictures(
  bytes: Uint8Array,
  of: { document: Document; doubtful: number[]; limits: ReadLimits; signal: AbortSignal | null },
): Promise<Document> {
  const { document, doubtful, limits, signal } = of
  const pages = [...doubtful.slice(0, maxDoubtful), ...pagesWithoutText(document)]
  if (pages.length === 0) return document
  const order = { bytes, kind: document.kind, pages, maxMemoryMb: limits.maxMemoryMb }
  const bounds = { maxMemoryMb: limits.maxMemoryMb, timeoutMs: limits.recogniseMs, signal }
  const isAsked = limits.recogniseMs > 0
  const found = isAsked ? await answersInThread<RecognisedPage>(worker, order, bounds) : []
  const { warnings, replaced } = compareDoubtful(document, { doubtful, found })
  const used = found.filter(({ number }) => !doubtful.includes(number) || replaced.has(number))
  return withRecognised({ ...document, warnings: [...document.warnings, ...warnings] }, used)
}

/** The document with these pages' words in their places; they are marked as recognised. */
export function withRecognised(document: Document, found: RecognisedPage[]): Document {
  const words = new Map(
    found.filter(({ text }) => /\p{L}{2}/u.test(text)).map((page) => [page.number, page.text]),
  )
  if (words.size === 0) return document
  let text = ''
  const pages = document.pages.map((page, index): Page => {
    if (index > 0) text += '\n\n'
    const start = text.length
    const recognised = words.get(page.number)
    text += recognised ?? document.text.slice(page.start, page.end)
    return { ...page, start, end: text.length, ...(recognised === undefined ? {} : { ocr: 'ours' }) }
  })
  const rest = document.warnings.filter(({ kind }) => kind !== 'instruction')
  return {
    ...document,
    text,
    pages,
    headings: findHeadings(text),
    warnings: [...rest, ...findInstructions({ text, pages, paged: document.paged })],
  }
}
