import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Document } from './document.ts'
import { readError, type ReadFailure } from './read-errors.ts'
import { sniffKind } from './sniff.ts'

export interface ReadLimits {
  maxBytes: number
  timeoutMs: number
  /** JavaScript heap of the reading thread. */
  maxMemoryMb: number
  maxPages: number
  maxCharacters: number
}

export const defaultReadLimits: ReadLimits = {
  maxBytes: 50 * 1024 * 1024,
  timeoutMs: 60_000,
  maxMemoryMb: 512,
  maxPages: 2000,
  maxCharacters: 5_000_000,
}

export interface ReadOptions {
  fileName: string
  limits?: ReadLimits
  signal?: AbortSignal
}

/** What the reading thread answers. */
export type ReadAnswer = { document: Document } | { failure: ReadFailure }

/**
 * Turns a file's bytes into text with pages, in a thread of its own within limits of time and memory, so that
 * neither a large nor a hostile file harms the process. Throws the `document_…` errors; aborting throws its reason.
 */
export async function readDocument(bytes: Uint8Array, options: ReadOptions): Promise<Document> {
  const limits = options.limits ?? defaultReadLimits
  const failed = (failure: ReadFailure, cause?: unknown) => readError(failure, { ...options, limits, cause })
  options.signal?.throwIfAborted()
  if (bytes.length === 0) throw failed('empty')
  if (bytes.length > limits.maxBytes) throw failed('too-many-bytes')
  const kind = sniffKind(bytes)
  if (kind === null) throw failed('unknown-type')
  const worker = new Worker(new URL('read-worker.ts', import.meta.url), {
    workerData: { bytes, kind, limits },
    resourceLimits: { maxOldGenerationSizeMb: limits.maxMemoryMb },
    stdout: true,
    stderr: true,
  })
  try {
    const answer = await firstAnswer(worker, { timeoutMs: limits.timeoutMs, signal: options.signal ?? null })
    if ('failure' in answer) throw failed(answer.failure)
    return answer.document
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof AppError) throw error
    throw failed('damaged', error)
  } finally {
    await worker.terminate()
  }
}

async function firstAnswer(
  worker: Worker,
  options: { timeoutMs: number; signal: AbortSignal | null },
): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => resolve({ failure: 'timeout' }), options.timeoutMs)
    const settle = (act: () => void) => () => {
      clearTimeout(timeout)
      act()
    }
    worker.once('message', (answer: ReadAnswer) => settle(() => resolve(answer))())
    worker.once('error', (error) => settle(() => reject(error))())
    worker.once(
      'exit',
      settle(() => reject(new Error('the reading thread ended without an answer'))),
    )
    options.signal?.addEventListener(
      'abort',
      settle(() => reject(new Error('aborted'))),
      { once: true },
    )
  })
}
