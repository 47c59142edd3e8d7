import type { DocumentKind, DocumentWarning, Heading, Page } from './document.ts'
import { showOwnMarks, withoutOwnMarks } from './change-marks.ts'
import { findHeadings } from './headings.ts'
import { imageSizeOf } from './image-size.ts'
import { findInstructions, findInstructionsInNames } from './instructions.ts'
import { findOddSigns } from './odd-signs.ts'
import { readPlainText } from './plain-text.ts'
import type { ReadAnswer, ReadLimits } from './read-document.ts'
import type { ReadFailure } from './read-errors.ts'
import { sniff, type Container } from './sniff.ts'

/** Text and pages, with what the format itself marks; or why there are none. */
export type Extracted =
  | {
      kind: DocumentKind
      text: string
      pages: Page[]
      headings?: Heading[]
      warnings?: DocumentWarning[]
      /** Where it is not said: PDFs, and whatever has several pages. */
      paged?: boolean
      /** Pages whose letters look otherwise than their text says; of PDFs alone. */
      doubtful?: number[]
    }
  | ReadFailure

/** What holds for a file and all that it holds. */
export interface ReadContext {
  limits: ReadLimits
  /** How many files it lies in. */
  depth: number
  parts: { count: number; bytes: number }
}

type Reader = (bytes: Uint8Array, context: ReadContext) => Promise<Extracted>

// Loading the libraries takes longer than reading most documents, so a thread loads only its own.
const readers: Record<Container, Reader> = {
  pdf: async (...of) => (await import('./pdf/read-pdf.ts')).readPdf(...of),
  zip: async (...of) => (await import('./zip.ts')).readZip(...of),
  encrypted: async () => 'encrypted',
  msg: async (...of) => (await import('./mail.ts')).readMsg(...of),
  eml: async (...of) => (await import('./mail.ts')).readEml(...of),
  html: async (...of) => (await import('./html.ts')).readHtml(...of),
  rtf: async (...of) => (await import('./rtf.ts')).readRtf(...of),
  text: readPlainText,
  image: readImage,
}

/** What is to be read. */
export interface Reading {
  bytes: Uint8Array
  limits: ReadLimits
}

/** Bytes → text, pages, headings and warnings. Strangers' files are parsed by libraries: only in a thread. */
export async function extract({ bytes, limits }: Reading): Promise<ReadAnswer> {
  const read = await readBytes(bytes, { limits, depth: 0, parts: { count: 0, bytes: 0 } })
  if (typeof read === 'string') return { failure: read }
  const { kind, pages } = read
  const paged = read.paged ?? (kind === 'pdf' || pages.length > 1)
  const { text, warnings: signs } = findOddSigns({ text: showOwnMarks(read.text), pages, paged })
  const found = [...(read.warnings ?? []), ...signs]
  // Pictures and scans have pages all the same: what stands there is recognised later, or read by a model.
  const isPicture = kind === 'image' || (kind === 'pdf' && !hasWords(text))
  if (isPicture)
    return {
      document: {
        kind,
        text: '\n\n'.repeat(pages.length - 1),
        pages: pages.map(({ number }, index) => ({ number, start: 2 * index, end: 2 * index })),
        paged: kind === 'pdf',
        headings: [],
        warnings: found,
      },
      doubtful: [],
    }
  if (!hasWords(text)) return { failure: 'empty' }
  if (text.length > limits.maxCharacters) return { failure: 'too-much-text' }
  const marked = (read.headings ?? []).map((heading) => ({
    ...heading,
    title: text.slice(heading.start, heading.end),
  }))
  const headings = merge(marked, findHeadings(text))
  const names = [...new Set(pages.flatMap(({ label }) => label ?? []))]
  const warnings = [...found, ...findInstructionsInNames(names), ...findInstructions({ text, pages, paged })]
  return { document: { kind, text, pages, paged, headings, warnings }, doubtful: read.doubtful ?? [] }
}

/** A file within a file; a picture or a scan there counts as empty. */
export async function extractAny(bytes: Uint8Array, context: ReadContext): Promise<Extracted> {
  const read = await readBytes(bytes, context)
  return typeof read !== 'string' && !hasWords(read.text) ? 'empty' : read
}

async function readBytes(bytes: Uint8Array, context: ReadContext): Promise<Extracted> {
  const container = sniff(bytes)
  if (container === null) return 'unknown-type'
  const read = await readers[container](bytes, context)
  const hasMarks = container !== 'pdf' && container !== 'text' && container !== 'html'
  return typeof read === 'string' || hasMarks ? read : { ...read, text: withoutOwnMarks(read.text) }
}

/** Pixels of a picture that can be opened: two pages of a large poster's scan. */
const maxPixels = 150_000_000

async function readImage(bytes: Uint8Array): Promise<Extracted> {
  const size = imageSizeOf(bytes)
  if (size && size.width * size.height > maxPixels) return 'unfolds-too-much'
  return { kind: 'image', text: '', pages: [{ number: 1, start: 0, end: 0 }] }
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text)
}

function merge(marked: Heading[], found: Heading[]): Heading[] {
  const lines = new Set(marked.map((heading) => heading.start))
  return [...marked, ...found.filter((heading) => !lines.has(heading.start))].sort(
    (a, b) => a.start - b.start,
  )
}
