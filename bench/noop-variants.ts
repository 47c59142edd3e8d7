import { randomUUID } from 'node:crypto'
import { taskHandlers, type Engine } from '../src/engine.ts'
import type { Model } from '../src/llm/model.ts'
import { createOfflineModel } from '../src/llm/offline/offline-model.ts'
import { createLog } from '../src/log.ts'
import type { JobHandler } from '../src/queue/jobs.ts'
import { polling, startWorker } from '../src/queue/worker.ts'
import { finishSubtask } from '../src/tasks/finish-subtask.ts'
import { readDocument } from '../src/tasks/read-document.ts'
import { claimSubtask } from '../src/tasks/claim-subtask.ts'
import { lowestPersonPriority } from '../src/tasks/turn.ts'
import { emptyAnswer } from '../test/support/fake-llm-script.ts'
import { subtasksPerTask } from './prompts.ts'
import { startTasks } from './tasks.ts'

interface Work {
  slots: number
  onDone: () => void
}

interface NoopVariant {
  fill: (engine: Engine, jobs: number) => Promise<void>
  work: (engine: Engine, work: Work) => Promise<void>
}

export type Variant = 'bare' | 'queue' | 'rows' | 'all'

/** The same jobs of the same queue, done with ever more of what a subtask does besides asking a model. */
export const variants: Record<Variant, NoopVariant> = {
  /** pg-boss alone. */
  bare: { fill: queueJobs, work: workBare },
  /** Our worker: payload check, log, slot. */
  queue: { fill: queueJobs, work: async (engine, work) => workOurs(engine, work, async () => undefined) },
  /** And the two transactions in which a subtask begins and ends. */
  rows: { fill: planTasks, work: async (engine, work) => workOurs(engine, work, rowsOnly(engine)) },
  /** And all the rest: document, prompt, prompt log, price; the model answers at once. */
  all: { fill: planTasks, work: async (engine, work) => workOurs(engine, work, wholeSubtask(engine)) },
}

async function queueJobs({ db, queue }: Engine, jobs: number): Promise<void> {
  const payloads = Array.from({ length: jobs }, () => ({
    subtaskId: randomUUID(),
    priority: lowestPersonPriority,
  }))
  await db.transaction().execute(async (trx) => queue.enqueue(trx, 'run-subtask', payloads))
}

// The tasks' own way to queued subtasks, in this process; the document is read once.
async function planTasks(engine: Engine, jobs: number): Promise<void> {
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  const taskIds = await startTasks(engine, jobs / subtasksPerTask, { sameDocument: true })
  for (const taskId of taskIds)
    await readDocument(
      {
        ...deps,
        modelOf: () => instantModel,
        budgets: engine.budgets,
        redact: engine.redact,
        maxMemoryMb: engine.readMemoryMb,
      },
      { taskId, priority: 0 },
      new AbortController().signal,
    )
}

async function workBare({ queue }: Engine, { slots, onDone }: Work): Promise<void> {
  for (let slot = 0; slot < slots; slot++) {
    const id: string = await queue.boss.work('run-subtask', polling, async () => {
      queue.boss.notifyWorker(id)
      onDone()
    })
  }
}

async function workOurs(engine: Engine, work: Work, handler: JobHandler<'run-subtask'>): Promise<void> {
  await startWorker(engine.queue, {
    handlers: {
      'run-subtask': async (payload, signal) => {
        await handler(payload, signal)
        work.onDone()
      },
    },
    concurrency: { 'run-subtask': { shared: work.slots } },
    onDead: async ({ error }) => {
      throw error
    },
    log: createLog({ logLevel: 'error' }),
  })
}

function rowsOnly(engine: Engine): JobHandler<'run-subtask'> {
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  return async (payload) => {
    const claimed = await claimSubtask(deps, payload)
    if (!claimed) throw new Error(`subtask ${payload.subtaskId} was done before`)
    await finishSubtask(deps, claimed, { state: 'done', answer: emptyAnswer, findings: [] })
  }
}

function wholeSubtask(engine: Engine): JobHandler<'run-subtask'> {
  const models = { ...engine.models, get: () => instantModel }
  return taskHandlers({ ...engine, models })['run-subtask']
}

const instantModel: Model = {
  ...createOfflineModel(),
  name: 'instant',
  generate: async () => ({
    text: JSON.stringify(emptyAnswer),
    model: 'instant',
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finishReason: 'complete',
    requestId: null,
    msToFirstToken: null,
  }),
}
