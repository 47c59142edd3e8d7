import { fromKysely, PgBoss, type JobWithMetadata, type Queue as QueueDefinition } from 'pg-boss'
import type { Logger } from '../log.ts'
import { jobKinds, schedules, type Enqueue, type JobKind } from './jobs.ts'

export const deadLetterQueue = 'dead-letter'

/** Provider errors are counted per subtask in `generation`; this limit is for crashes. */
export const retryLimit = 10

/** A stop waits so long for calls that run, less than the 30 s that container platforms give; then they are handed back. */
const usualDrainMs = 25_000

/** Connections that the queue of one process takes at most; one more listens. */
export const queuePoolSize = 6

export interface Queue {
  boss: PgBoss
  enqueue: Enqueue
  /** Has the same done later, by a job that starts anew. */
  postpone(kind: JobKind, job: JobWithMetadata, at: Date): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface QueueOptions {
  databaseUrl: string
  log: Logger
  /** How long a stop waits for jobs that run. */
  drainMs?: number
}

/** Opens the engine (pg-boss) and makes its queues. Safe from several processes at once. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    application_name: 'paralegal queue',
    max: queuePoolSize,
    useListenNotify: true,
    // A job belongs to the trace of whoever queued it; where nobody traces nothing is kept.
    openTelemetry: { propagateContext: true },
    // A dead worker's job is taken over after at most heartbeatSeconds + this + retryDelay, that is within 15 seconds.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  })
  boss.on('error', (error) => options.log.warn({ err: error }, 'queue error, will go on'))
  await boss.start()
  await boss.createQueue(deadLetterQueue, {
    retryLimit,
    retryBackoff: true,
    heartbeatSeconds: 10,
    notify: true,
  })
  for (const kind of jobKinds) await boss.createQueue(kind, definition(kind))
  for (const [kind, cron] of Object.entries(schedules)) await boss.schedule(kind, cron, {})

  return {
    boss,
    async enqueue(trx, kind, job) {
      const payloads = Array.isArray(job) ? job : [job]
      const inserts = payloads.map((data) => ({ data, ...optionsOf(kind, data as object) }))
      await boss.insert(kind, inserts, { db: fromKysely(trx) })
    },
    async postpone(kind, { data, priority, singletonKey }, at) {
      if (singletonKey !== null) {
        // Another that waits for the same and starts in time will do it: they do not add up.
        const waiting = await boss.findJobs(kind, { key: singletonKey, queued: true })
        if (waiting.some((other) => other.startAfter <= at)) return
      }
      const key = singletonKey === null ? {} : { singletonKey }
      await boss.send(kind, data, { priority, ...key, startAfter: at })
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, timeout: options.drainMs ?? usualDrainMs })
    },
  }
}

function definition(kind: JobKind): Omit<QueueDefinition, 'name'> {
  return {
    // One writer per thread at a time, however many changes ask for it.
    policy: isOneWriter(kind) ? 'singleton' : 'standard',
    retryLimit,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    heartbeatSeconds: 10,
    expireInSeconds: 900,
    deleteAfterSeconds: 24 * 3600,
    deadLetter: deadLetterQueue,
    notify: true,
  }
}

interface Keyed {
  taskId?: string | undefined
  offerId?: string | undefined
  teamId?: string | undefined
  userId?: string | undefined
  isOpened?: boolean | undefined
  priority?: number | undefined
}

/** Changes that come in between are shown together. */
const homeDelaySeconds = 2

function optionsOf(kind: JobKind, keyed: Keyed) {
  const { taskId, offerId, priority } = keyed
  if (kind === 'publish-home') {
    const singletonKey = `${keyed.teamId} ${keyed.userId}`
    return { priority: 0, singletonKey, startAfter: keyed.isOpened ? 0 : homeDelaySeconds }
  }
  const singletonKey = isOneWriter(kind) ? (taskId ?? offerId) : undefined
  return { priority: priority ?? 0, ...(singletonKey ? { singletonKey } : {}) }
}

function isOneWriter(kind: JobKind): boolean {
  return kind === 'sync-thread' || kind === 'sync-offer' || kind === 'publish-home'
}
