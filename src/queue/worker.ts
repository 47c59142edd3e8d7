import type { JobWithMetadata } from 'pg-boss'
import { AppError } from '../errors.ts'
import { tell, type JobEnd } from '../happenings.ts'
import { noteTask, withIds, type Ids } from '../ids.ts'
import type { Logger } from '../log.ts'
import {
  jobs,
  type DeadJob,
  type JobHandler,
  type JobHandlers,
  type JobKind,
  type JobPayload,
} from './jobs.ts'
import { NotYet } from './not-yet.ts'
import { deadLetterQueue, retryLimit, type Queue } from './queue.ts'

const surpriseRetryLimit = 4

export interface Slots {
  shared: number
  /** Besides: only for jobs of at least this priority, so that those never wait for all the others. */
  reserved?: { slots: number; minPriority: number }
}

export type Concurrency<K extends JobKind = JobKind> = Partial<Record<K, Slots>>

export interface WorkerOptions<K extends JobKind> {
  handlers: JobHandlers<K>
  /** How many jobs of a kind run at once in this process. */
  concurrency: Concurrency<K>
  /** Called once a job will not be tried again: the one place that ends its task and speaks. */
  onDead: (job: DeadJob) => Promise<void>
  log: Logger
}

// With LISTEN/NOTIFY a freed slot waits out the notify interval although jobs are queued; so both are short.
export const polling = {
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
  heartbeatRefreshSeconds: 3,
}

/** Starts taking jobs of the kinds that have handlers. A handler that throws is retried unless its error says no. */
export async function startWorker<K extends JobKind>(queue: Queue, options: WorkerOptions<K>): Promise<void> {
  for (const kind of Object.keys(options.handlers) as K[]) {
    const { shared, reserved } = options.concurrency[kind] ?? { shared: 2 }
    for (let slot = 0; slot < shared; slot++) await openSlot(queue, kind, { ...options, minPriority: null })
    for (let slot = 0; slot < (reserved?.slots ?? 0); slot++)
      await openSlot(queue, kind, { ...options, minPriority: reserved?.minPriority ?? null })
  }
  await queue.boss.work(
    deadLetterQueue,
    { ...polling, includeMetadata: true },
    async ([job]: JobWithMetadata[]) => {
      const kind = job?.sourceName as K | null | undefined
      if (!job || !kind || !(kind in options.handlers)) return
      const error = new Error(`job died ${(job.sourceRetryCount ?? 0) + 1} times`)
      tell('job-died', { kind })
      await withIds({ job: kind, ...(job.data as Ids) }, async () =>
        bury({ kind, payload: job.data, error } as DeadJob, options),
      )
    },
  )
}

async function openSlot<K extends JobKind>(
  queue: Queue,
  kind: K,
  options: WorkerOptions<K> & { minPriority: number | null },
): Promise<void> {
  const { minPriority } = options
  const work = {
    ...polling,
    includeMetadata: true as const,
    ...(minPriority === null ? {} : { minPriority }),
  }
  const id: string = await queue.boss.work(kind, work, async ([job]: JobWithMetadata[]) => {
    if (!job) return
    try {
      await runJob(kind, job, { ...options, queue })
    } finally {
      // Where there was a job there may be more: the slot looks at once instead of at the next poll.
      queue.boss.notifyWorker(id)
    }
  })
}

async function runJob<K extends JobKind>(
  kind: K,
  job: JobWithMetadata,
  options: WorkerOptions<K> & { queue: Queue },
): Promise<void> {
  const payload = jobs[kind].parse(job.data) as JobPayload<K>
  const ids: Ids & { taskId?: string; subtaskId?: string } = payload
  await withIds({ job: kind, ...ids }, async () => {
    noteTask(ids)
    tell('job-started', { kind })
    const startedAt = performance.now()
    const told = (end: JobEnd, error?: unknown) =>
      tell('job-ended', { kind, end, code: codeOf(error), seconds: (performance.now() - startedAt) / 1000 })
    await attempt({ kind, payload, job }, { ...options, told })
  })
}

async function attempt<K extends JobKind>(
  { kind, payload, job }: { kind: K; payload: JobPayload<K>; job: JobWithMetadata },
  options: WorkerOptions<K> & { queue: Queue; told: (end: JobEnd, error?: unknown) => void },
): Promise<void> {
  const { log, told } = options
  const startedAt = Date.now()
  try {
    const handler: JobHandler<K> = options.handlers[kind]
    await handler(payload, job.signal)
    log.debug({ ms: Date.now() - startedAt }, 'job done')
    told('done')
  } catch (error) {
    if (error instanceof NotYet) {
      told('later')
      return options.queue.postpone(kind, job, error.at)
    }
    if (job.signal.aborted || canRetry(error, job.retryCount)) {
      log.warn({ err: error, retryCount: job.retryCount }, 'job failed or was stopped, will be tried again')
      told('again', error)
      throw error
    }
    told('failed', error)
    await bury({ kind, payload, error } as DeadJob, options)
  }
}

function codeOf(error: unknown): string | null {
  if (error === undefined) return null
  return error instanceof AppError ? error.code : 'unexpected'
}

// An error nobody expected may be a passing one (a lost connection), so it is tried again too, but not for long.
function canRetry(error: unknown, retryCount: number): boolean {
  return error instanceof AppError
    ? error.retryable && retryCount < retryLimit
    : retryCount < surpriseRetryLimit
}

async function bury<K extends JobKind>(job: DeadJob, options: WorkerOptions<K>): Promise<void> {
  if (job.error instanceof AppError) options.log.warn({ err: job.error }, 'job failed for good')
  else options.log.error({ err: job.error }, 'job failed for good')
  await options.onDead(job)
}
