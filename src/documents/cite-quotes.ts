import { createThread } from '../thread.ts'
import { createCiter, type Citation } from './cite.ts'
import type { Document } from './document.ts'

export interface QuoteToFind {
  quote: string
  claimedPage: number | null
}

export interface CitingOrder {
  document: Document
  quotes: QuoteToFind[]
}

/** Characters of a text in which looking up takes a few milliseconds, less than asking a thread that has yet to start. */
const shortText = 20_000

const askThread = createThread<CitingOrder, Citation[]>(new URL('cite-worker.ts', import.meta.url))

/** Looks quotes up as `createCiter` does, those of a long document in a thread: 300 pages take it a quarter of a second and more. */
export async function citeQuotes(
  document: Document,
  quotes: QuoteToFind[],
  signal: AbortSignal,
): Promise<Citation[]> {
  if (quotes.length === 0) return []
  if (document.text.length > shortText) return askThread({ document, quotes }, signal)
  const citer = createCiter(document)
  return quotes.map(({ quote, claimedPage }) => citer.cite(quote, claimedPage))
}
