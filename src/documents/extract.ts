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
  if (!/\p{L}{2}/u.test(text)) return { failure: kind === 'pdf' ? 'no-text' : 'empty' }
  if (text.length > limits.maxCharacters) return { failure: 'too-much-text' }
  const headings = merge(extracted.headings ?? [], findHeadings(text))
  const paged = kind === 'pdf' || pages.length > 1
  return { document: { kind, text, pages, paged, headings } }
}

function merge(marked: Heading[], found: Heading[]): Heading[] {
  const lines = new Set(marked.map((heading) => heading.start))
  return [...marked, ...found.filter((heading) => !lines.has(heading.start))].sort(
    (a, b) => a.start - b.start,
  )
}
