import type { DocumentKind, Heading, Page } from './document.ts'
import { findHeadings } from './headings.ts'
import { readPlainText } from './plain-text.ts'
import type { ReadAnswer, ReadLimits } from './read-document.ts'
import type { ReadFailure } from './read-errors.ts'

/** Text and pages, with the headings that the format itself marks; or why there are none. */
export type Extracted = { text: string; pages: Page[]; headings?: Heading[] } | ReadFailure

// Loading the two libraries takes longer than reading most documents, so a thread loads only its own.
const readers: Record<DocumentKind, (bytes: Uint8Array, limits: ReadLimits) => Promise<Extracted>> = {
  pdf: async (bytes, limits) => (await import('./pdf.ts')).readPdf(bytes, limits),
  docx: async (bytes, limits) => (await import('./docx.ts')).readDocx(bytes, limits),
  text: readPlainText,
  image: async () => ({ text: '', pages: [{ number: 1, start: 0, end: 0 }] }),
}

/** What is to be read. */
export interface Reading {
  bytes: Uint8Array
  kind: DocumentKind
  limits: ReadLimits
}

/** Bytes → text, pages and headings. PDF and Word are parsed by libraries: only in a thread. */
export async function extract({ bytes, kind, limits }: Reading): Promise<ReadAnswer> {
  const extracted = await readers[kind](bytes, limits)
  if (typeof extracted === 'string') return { failure: extracted }
  const { text, pages } = extracted
  const isPicture = kind === 'image' || (kind === 'pdf' && !hasWords(text))
  // Some models read pictures; what stands there, where nothing can be looked up, is nobody's text.
  if (isPicture)
    return { document: { kind, text: '', pages: pages.map(empty), paged: kind === 'pdf', headings: [] } }
  if (!hasWords(text)) return { failure: 'empty' }
  if (text.length > limits.maxCharacters) return { failure: 'too-much-text' }
  const headings = merge(extracted.headings ?? [], findHeadings(text))
  const paged = kind === 'pdf' || pages.length > 1
  return { document: { kind, text, pages, paged, headings } }
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text)
}

function empty({ number }: Page): Page {
  return { number, start: 0, end: 0 }
}

function merge(marked: Heading[], found: Heading[]): Heading[] {
  const lines = new Set(marked.map((heading) => heading.start))
  return [...marked, ...found.filter((heading) => !lines.has(heading.start))].sort(
    (a, b) => a.start - b.start,
  )
}
