import { z } from 'zod'
import type { Trx } from '../db/connect.ts'

/** Higher goes first; see tasks/turn.ts. Not always there: jobs of an older version are still queued after a deploy. */
const priority = z.int().default(0)

/** Every job kind and its payload. Payloads carry ids, never content; a kind without a handler does not compile. */
export const jobs = {
  'fetch-document': z.strictObject({ taskId: z.uuid(), priority }),
  'read-document': z.strictObject({ taskId: z.uuid(), priority }),
  'run-subtask': z.strictObject({ subtaskId: z.uuid(), run: z.int().default(1), priority }),
  'finish-task': z.strictObject({ taskId: z.uuid(), priority }),
  'sync-thread': z.strictObject({ taskId: z.uuid() }),
  'expire-tasks': z.strictObject({}),
  'forget-events': z.strictObject({}),
  'stop-ballots': z.strictObject({}),
  'sum-days': z.strictObject({}),
  'chain-audit': z.strictObject({}),
  'close-ballot': z.strictObject({ ballotId: z.uuid() }),
  'judge-ballot': z.strictObject({ ballotId: z.uuid() }),
  'offer-analyses': z.strictObject({ fileShareId: z.uuid() }),
  'answer-message': z.strictObject({ messageId: z.uuid() }),
  'know-document': z.strictObject({
    teamId: z.string(),
    fileId: z.string(),
    channelId: z.string().nullable(),
    userId: z.string(),
  }),
  'keep-example': z.strictObject({ exampleId: z.uuid() }),
  'send-chart': z.strictObject({ teamId: z.string(), userId: z.string(), requestId: z.uuid() }),
  'send-file': z.strictObject({
    taskId: z.uuid(),
    what: z.enum(['docx', 'xlsx', 'json', 'evidence', 'audit']),
    findingId: z.uuid().nullable(),
    channelId: z.string(),
    threadTs: z.string().nullable(),
    requestId: z.uuid(),
  }),
  'remove-content': z.strictObject({ removalId: z.uuid() }),
  'tell-removal': z.strictObject({ removalId: z.uuid() }),
  'purge-content': z.strictObject({}),
  'sync-offer': z.strictObject({ offerId: z.uuid() }),
  /** `isOpened`: the person looks at it now. */
  'publish-home': z.strictObject({
    teamId: z.string(),
    userId: z.string(),
    isOpened: z.boolean().default(false),
  }),
} as const

export type JobKind = keyof typeof jobs
export type JobPayload<K extends JobKind> = z.output<(typeof jobs)[K]>
type NewJob<K extends JobKind> = z.input<(typeof jobs)[K]>

/** Jobs that come by the clock (cron, UTC). */
export const schedules = {
  'expire-tasks': '* * * * *',
  'forget-events': '17 * * * *',
  'stop-ballots': '* * * * *',
  'sum-days': '12 * * * *',
  'chain-audit': '* * * * *',
  'purge-content': '41 * * * *',
} as const satisfies Partial<Record<JobKind, string>>

export const jobKinds = Object.keys(jobs) as JobKind[]

/** Handlers may run twice for the same payload, also at the same time: each first looks what is still to do. */
export type JobHandler<K extends JobKind> = (payload: JobPayload<K>, signal: AbortSignal) => Promise<void>
export type JobHandlers<K extends JobKind = JobKind> = { [Kind in K]: JobHandler<Kind> }

/** A job that will not be tried again, with the error that ended it. */
export type DeadJob = { [K in JobKind]: { kind: K; payload: JobPayload<K>; error: unknown } }[JobKind]

/** Queues jobs together with the rows they need: all commit or none does. */
export type Enqueue = <K extends JobKind>(trx: Trx, kind: K, job: NewJob<K> | NewJob<K>[]) => Promise<void>
