import { fileURLToPath } from 'node:url'
import { parentPort, Worker } from 'node:worker_threads'

// Where Node keeps stripped and compiled source; without a writable place there it does without.
const compileCache = fileURLToPath(new URL('../node_modules/.cache/paralegal', import.meta.url))

/** For threads that read what strangers wrote: no keys. And a new thread inherits no compiled code. */
export const threadEnvironment = { NODE_COMPILE_CACHE: compileCache }

/** Asks the thread and waits for its answer. Aborting throws the signal's reason; the thread is told to stop. */
export type Ask<Asked, Answer> = (asked: Asked, signal: AbortSignal) => Promise<Answer>

type Order = { id: number; asked: unknown } | { id: number; cancel: true }
type Said = { id: number; answer: unknown } | { id: number; error: unknown }

interface Running {
  worker: Worker
  waiting: Map<number, { resolve: (answer: unknown) => void; reject: (error: unknown) => void }>
}

/**
 * A thread for long work on texts, in which the process must go on hearing Slack. It starts when it is first asked, and
 * holds the process only while somebody waits. One that died is started anew.
 */
export function createThread<Asked, Answer>(file: URL): Ask<Asked, Answer> {
  let current: Running | undefined
  let lastId = 0
  const start = (): Running => {
    const worker = new Worker(file, { env: threadEnvironment, stdout: true, stderr: true })
    const running: Running = { worker, waiting: new Map() }
    const end = (error: unknown) => {
      if (current === running) current = undefined
      for (const waiting of running.waiting.values()) waiting.reject(error)
    }
    worker.on('message', (said: Said) => {
      const waiting = running.waiting.get(said.id)
      if ('answer' in said) waiting?.resolve(said.answer)
      else waiting?.reject(said.error)
    })
    worker.on('error', end)
    worker.on('exit', () => end(new Error('the thread ended')))
    return running
  }
  return async (asked, signal) => {
    signal.throwIfAborted()
    const { worker, waiting } = (current ??= start())
    const id = ++lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    waiting.set(id, { resolve, reject })
    const onAbort = () => {
      worker.postMessage({ id, cancel: true } satisfies Order)
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    worker.ref()
    worker.postMessage({ id, asked } satisfies Order)
    try {
      return (await promise) as Answer
    } finally {
      signal.removeEventListener('abort', onAbort)
      waiting.delete(id)
      if (waiting.size === 0) worker.unref()
    }
  }
}

/** The thread's side: answers what it is asked, several at a time where the work pauses. */
export function answerAsThread(work: (asked: never, signal: AbortSignal) => unknown): void {
  if (!parentPort) throw new Error('this file is a thread')
  const port = parentPort
  const running = new Map<number, AbortController>()
  const run = async (id: number, asked: unknown): Promise<Said> => {
    const stop = new AbortController()
    running.set(id, stop)
    try {
      return { id, answer: await work(asked as never, stop.signal) }
    } catch (error) {
      return { id, error }
    } finally {
      running.delete(id)
    }
  }
  port.on('message', (order: Order) => {
    if ('cancel' in order) running.get(order.id)?.abort()
    else void run(order.id, order.asked).then((said) => port.postMessage(said))
  })
}
