import { Worker } from 'node:worker_threads'
import { threadEnvironment } from '../thread.ts'
import { sharePdfium } from './pdf/compiled-pdfium.ts'

// A thread takes longer to start than most documents take to be read, so after a reading the next one stands ready.
const pauseMs = 500
const ready = new Map<number, Worker>()

/** A thread that has read nothing yet, with so much memory; it reads one document. */
export async function takeThread(maxMemoryMb: number): Promise<Worker> {
  await sharePdfium()
  const thread = ready.get(maxMemoryMb) ?? startThread(maxMemoryMb)
  ready.delete(maxMemoryMb)
  thread.ref()
  return thread
}

/** Lets the next thread stand ready, a moment later: just now the document's parts are asked. It does not hold the process. */
export function prepareThread(maxMemoryMb: number): void {
  setTimeout(() => standReady(maxMemoryMb), pauseMs).unref()
}

function standReady(maxMemoryMb: number): void {
  if (ready.has(maxMemoryMb)) return
  const thread = startThread(maxMemoryMb)
  thread.unref()
  thread.once('exit', () => {
    if (ready.get(maxMemoryMb) === thread) ready.delete(maxMemoryMb)
  })
  ready.set(maxMemoryMb, thread)
}

function startThread(maxMemoryMb: number): Worker {
  const thread = new Worker(new URL('read-worker.ts', import.meta.url), {
    env: threadEnvironment,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    stdout: true,
    stderr: true,
  })
  // Whoever reads hears of it too; without a listener it would end the process.
  thread.on('error', () => undefined)
  return thread
}
