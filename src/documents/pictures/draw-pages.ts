import { answersInThread } from '../in-thread.ts'

export interface DrawOrder {
  bytes: Uint8Array
  /** Their numbers, from 1. */
  pages: number[]
  maxMemoryMb: number
}

export interface DrawnPage {
  number: number
  jpeg: Uint8Array
}

const timeoutMs = 60_000
const worker = new URL('draw-worker.ts', import.meta.url)

/** Pages of a PDF as pictures for a model, upright as a reader shows them; those that cannot be drawn are left out. */
export async function drawPages(order: DrawOrder, signal: AbortSignal): Promise<DrawnPage[]> {
  const { maxMemoryMb } = order
  return answersInThread<DrawnPage>(worker, order, { maxMemoryMb, timeoutMs, signal })
}
