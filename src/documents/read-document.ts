import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Document } from './document.ts'
import type { Reading } from './extract.ts'
import { findInstructionsInNames } from './instructions.ts'
import { recognisePictures } from './ocr/recognise.ts'
import { readError, type ReadFailure } from './read-errors.ts'
import { prepareThread, takeThread } from './reading-thread.ts'
import { sniff } from './sniff.ts'
import { isDisguised, nameWarnings } from './file-name.ts'

export interface ReadLimits {
  maxBytes: number
  timeoutMs: number
  /** Heap and buffers of the reading thread. */
  maxMemoryMb: number
  maxPages: number
  /** For recognising pages that are pictures; none are with 0. */
  recogniseMs: number
  maxCharacters: number
}

export const defaultReadLimits: ReadLimits = {
  maxBytes: 50 * 1024 * 1024,
  timeoutMs: 60_000,
  maxMemoryMb: 512,
  maxPages: 2000,
  recogniseMs: 180_000,
  maxCharacters: 5_000_000,
}

const memoryCheckMs = 20

export interface ReadOptions {
  fileName: string
  limits?: ReadLimits
  signal?: AbortSignal
}

/** What the reading thread answers. */
export type ReadAnswer = { document: Document; doubtful: number[] } | { failure: ReadFailure }

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
  const container = sniff(bytes)
  if (container === null) throw failed('unknown-type')
  if (isDisguised(options.fileName, container)) throw failed('web-page')
  const thread = await takeThread(limits.maxMemoryMb)
  try {
    const answer = await firstAnswer(thread, {
      reading: { bytes, limits },
      signal: options.signal ?? null,
    })
    if ('failure' in answer) throw failed(answer.failure)
    const document = await recognisePictures(bytes, {
      ...answer,
      limits,
      signal: options.signal ?? null,
    })
    const ofName = [
      ...nameWarnings(options.fileName, document.kind),
      ...findInstructionsInNames([options.fileName]),
    ]
    return { ...document, warnings: [...ofName, ...document.warnings] }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof AppError) throw error
    throw failed(isOutOfMemory(error) ? 'too-much-memory' : 'damaged', error)
  } finally {
    void thread.terminate()
    prepareThread(limits.maxMemoryMb)
  }
}

interface Watch {
  reading: Reading
  signal: AbortSignal | null
}

async function firstAnswer(worker: Worker, { reading, signal }: Watch): Promise<ReadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>()
  const { limits } = reading
  const onAbort = () => reject(new Error('aborted'))
  const timeout = setTimeout(() => resolve({ failure: 'timeout' }), limits.timeoutMs)
  const watch = setInterval(() => {
    void usesMoreThan(worker, limits.maxMemoryMb).then(
      (isTooMuch) => isTooMuch && resolve({ failure: 'too-much-memory' }),
    )
  }, memoryCheckMs)
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('the reading thread ended without an answer')))
  signal?.addEventListener('abort', onAbort, { once: true })
  worker.postMessage(reading)
  try {
    return await promise
  } finally {
    clearTimeout(timeout)
    clearInterval(watch)
    signal?.removeEventListener('abort', onAbort)
  }
}

// Resource limits bound a thread's heap but not its buffers, into which compressed streams unfold.
async function usesMoreThan(worker: Worker, megabytes: number): Promise<boolean> {
  try {
    const used = await worker.getHeapStatistics()
    return used.used_heap_size + used.external_memory > megabytes * 1024 * 1024
  } catch {
    return false // The thread has just ended; its answer or its error is on the way.
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
