import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import type { DeadJob } from '../../src/queue/jobs.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const log = createLog({ logLevel: 'silent' })
const noDead = async () => undefined

test('a job starts within a moment of its commit and never before', async () => {
  await using database = await createTestDatabase()
  await using queue = await openQueue({ databaseUrl: database.url, log })
  const started: number[] = []
  await startWorker(queue, {
    handlers: { 'run-subtask': async () => void started.push(Date.now()) },
    concurrency: { 'run-subtask': { shared: 8 } },
    onDead: noDead,
    log,
  })
  let committedAt = 0
  await database.db.transaction().execute(async (trx) => {
    for (let index = 0; index < 5; index++)
      await queue.enqueue(trx, 'run-subtask', { subtaskId: randomUUID() })
    await wait(300)
    expect(started).toEqual([])
    committedAt = Date.now()
  })
  await until(() => started.length === 5)
  expect(Math.max(...started) - committedAt).toBeLessThan(1500)
})

test('jobs of one thread run one after the other, those of two threads side by side', async () => {
  await using database = await createTestDatabase()
  await using queue = await openQueue({ databaseUrl: database.url, log })
  const [one, two] = [randomUUID(), randomUUID()]
  const active = new Map<string, number>()
  let most = 0
  let together = false
  let done = 0
  await startWorker(queue, {
    handlers: {
      'sync-thread': async ({ taskId }) => {
        active.set(taskId, (active.get(taskId) ?? 0) + 1)
        most = Math.max(most, active.get(taskId) ?? 0)
        together ||= (active.get(one) ?? 0) > 0 && (active.get(two) ?? 0) > 0
        await wait(200)
        active.set(taskId, (active.get(taskId) ?? 0) - 1)
        done++
      },
    },
    concurrency: { 'sync-thread': { shared: 6 } },
    onDead: noDead,
    log,
  })
  await database.db.transaction().execute(async (trx) => {
    for (let index = 0; index < 4; index++) {
      await queue.enqueue(trx, 'sync-thread', { taskId: one })
      await queue.enqueue(trx, 'sync-thread', { taskId: two })
    }
  })
  await until(() => done === 8)
  expect(most).toBe(1)
  expect(together).toBe(true)
})

test('a retryable failure is tried again, a permanent one is buried at once', async () => {
  await using database = await createTestDatabase()
  await using queue = await openQueue({ databaseUrl: database.url, log })
  const [passing, permanent] = [randomUUID(), randomUUID()]
  const tries: string[] = []
  const dead: DeadJob[] = []
  await startWorker(queue, {
    handlers: {
      'finish-task': async ({ taskId }) => {
        tries.push(taskId)
        const retryable = taskId === passing
        if (permanent === taskId || tries.filter((id) => id === passing).length < 2) {
          throw new AppError('model_unavailable', 'no', { userMessage: 'no', retryable })
        }
      },
    },
    concurrency: {},
    onDead: async (job) => void dead.push(job),
    log,
  })
  await database.db.transaction().execute(async (trx) => {
    await queue.enqueue(trx, 'finish-task', { taskId: passing })
    await queue.enqueue(trx, 'finish-task', { taskId: permanent })
  })
  await until(() => tries.filter((id) => id === passing).length === 2 && dead.length === 1)
  expect(tries.filter((id) => id === permanent)).toHaveLength(1)
  expect(dead[0]).toMatchObject({ kind: 'finish-task', payload: { taskId: permanent } })
})
