import { Worker } from 'node:worker_threads'
import { threadEnvironment } from '../thread.ts'

export interface ThreadLimits {
  /** Of the thread's heap. */
  maxMemoryMb: number
  timeoutMs: number
  signal: AbortSignal | null
}

/**
 * What a thread of its own makes of an order about a stranger's file: all that it answered until it said null, the time
 * was over or the file broke it. Aborting throws the signal's reason. The thread ends with the work.
 */
export async function answersInThread<Answer>(
  file: URL,
  order: object,
  { maxMemoryMb, timeoutMs, signal }: ThreadLimits,
): Promise<Answer[]> {
  signal?.throwIfAborted()
  const thread = new Worker(file, {
    env: threadEnvironment,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => resolve()
  const answers: Answer[] = []
  const timeout = setTimeout(end, timeoutMs)
  thread.on('message', (answer: Answer | null) => (answer === null ? end() : answers.push(answer)))
  thread.once('error', end)
  thread.once('exit', end)
  signal?.addEventListener('abort', end, { once: true })
  thread.postMessage(order)
  try {
    await promise
    signal?.throwIfAborted()
    return answers
  } finally {
    clearTimeout(timeout)
    signal?.removeEventListener('abort', end)
    void thread.terminate()
  }
}
