import { answersInThread } from '../in-thread.ts'

export interface EvidenceOrder {
  bytes: Uint8Array
  /** Its number, from 1. */
  page: number
  /** The document's own words on that page. */
  quote: string
  /** Whether the words are only in a picture, and were recognised there. */
  isRecognised: boolean
  maxMemoryMb: number
}

export interface Evidence {
  png: Uint8Array
  /** False where the words were not found again on the page. */
  isMarked: boolean
}

const timeoutMs = 60_000
const worker = new URL('evidence-worker.ts', import.meta.url)

/** A page of a PDF as a picture, with the quote marked; null where it cannot be drawn. In a thread of its own. */
export async function drawEvidence(order: EvidenceOrder, signal: AbortSignal): Promise<Evidence | null> {
  const { maxMemoryMb } = order
  const [evidence] = await answersInThread<Evidence>(worker, order, { maxMemoryMb, timeoutMs, signal })
  return evidence ?? null
}
