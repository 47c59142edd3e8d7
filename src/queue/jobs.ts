import { z } from 'zod'
import type { Trx } from '../db/connect.ts'

/** Every job kind and its payload. Payloads carry ids, never content; a kind without a handler does not compile. */
export const jobs = {
  'fetch-document': z.strictObject({ taskId: z.uuid() }),
  'read-document': z.strictObject({ taskId: z.uuid() }),
  'run-subtask': z.strictObject({ subtaskId: z.uuid() }),
  'finish-task': z.strictObject({ taskId: z.uuid() }),
  'sync-thread': z.strictObject({ taskId: z.uuid() }),
  'expire-tasks': z.strictObject({}),
  'forget-events': z.strictObject({}),
  'offer-analyses': z.strictObject({ fileShareId: z.uuid() }),
} as const

export type JobKind = keyof typeof jobs
export type JobPayload<K extends JobKind> = z.infer<(typeof jobs)[K]>

/** Jobs that come by the clock (cron, UTC). */
export const schedules = {
  'expire-tasks': '*/15 * * * *',
  'forget-events': '17 * * * *',
} as const satisfies Partial<Record<JobKind, string>>

export const jobKinds = Object.keys(jobs) as JobKind[]

/** Handlers may run twice for the same payload, also at the same time: each first looks what is still to do. */
export type JobHandler<K extends JobKind> = (payload: JobPayload<K>, signal: AbortSignal) => Promise<void>
export type JobHandlers<K extends JobKind = JobKind> = { [Kind in K]: JobHandler<Kind> }

/** A job that will not be tried again, with the error that ended it. */
export type DeadJob = { [K in JobKind]: { kind: K; payload: JobPayload<K>; error: unknown } }[JobKind]

/** Queues a job together with the rows it needs: both commit or neither does. */
export type Enqueue = <K extends JobKind>(trx: Trx, kind: K, payload: JobPayload<K>) => Promise<void>
