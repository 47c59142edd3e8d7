import { Worker } from 'node:worker_threads'
import { threadEnvironment } from '../../thread.ts'

export interface EvidenceOrder {
  bytes: Uint8Array
  /** Its number, from 1. */
  page: number
  /** The document's own words on that page. */
  quote: string
  maxMemoryMb: number
}

export interface Evidence {
  png: Uint8Array
  /** False where the words were recognised from a picture and have no place of their own. */
  isMarked: boolean
}

const timeoutMs = 30_000

/** A page of a PDF as a picture, with the quote marked; null where it cannot be drawn. In a thread of its own. */
export async function drawEvidence(order: EvidenceOrder, signal: AbortSignal): Promise<Evidence | null> {
  const thread = new Worker(new URL('evidence-worker.ts', import.meta.url), {
    env: threadEnvironment,
    resourceLimits: { maxOldGenerationSizeMb: order.maxMemoryMb },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve } = Promise.withResolvers<Evidence | null>()
  const none = () => resolve(null)
  const timeout = setTimeout(none, timeoutMs)
  thread.once('message', resolve)
  thread.once('error', none)
  thread.once('exit', none)
  signal.addEventListener('abort', none, { once: true })
  thread.postMessage(order)
  try {
    const evidence = await promise
    signal.throwIfAborted()
    return evidence
  } finally {
    clearTimeout(timeout)
    signal.removeEventListener('abort', none)
    void thread.terminate()
  }
}
