import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { createGovernor, type Governor } from '../../src/llm/governor.ts'
import { unavailable } from '../../src/llm/provider-errors.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let databases: Db[]
let here: Governor
let elsewhere: Governor

beforeAll(async () => {
  database = await createTestDatabase()
  databases = [connect(database.url), connect(database.url)]
  const [first, second] = databases.map((db) => createGovernor(db))
  if (!first || !second) throw new Error('two governors')
  here = first
  elsewhere = second
})

afterAll(async () => {
  // What was heard last is still on its way into the table.
  await wait(100)
  for (const db of databases) await db.destroy()
  await database[Symbol.asyncDispose]()
})

const never = new AbortController().signal
const small = { priority: 1, input: 10, output: 0 }

async function learn(group: string, limits: { requests: number; left: number }): Promise<void> {
  const first = await here.admit(group, small, never)
  const requests = { perMinute: limits.requests, left: limits.left }
  first.onLimits({ requests, input: null, output: null })
  first.onStart()
  first.end({ used: { input: 10, output: 0 }, error: undefined })
}

async function isWaiting(admission: Promise<unknown>, ms = 300): Promise<boolean> {
  return Promise.race([admission.then(() => false), wait(ms).then(() => true)])
}

test('while the limits are unknown one call of all processes goes alone', async () => {
  const group = randomUUID()
  const first = await here.admit(group, small, never)
  const others = [here.admit(group, small, never), elsewhere.admit(group, small, never)]
  expect(await isWaiting(Promise.race(others))).toBe(true)
  first.onStart()
  await Promise.all(others)
})

test('processes together take no more than the limit gives', async () => {
  const group = randomUUID()
  await learn(group, { requests: 600, left: 5 })
  const startedAt = Date.now()
  const times: number[] = []
  await Promise.all(
    Array.from({ length: 25 }, async (_, index) => {
      await (index % 2 ? here : elsewhere).admit(group, small, never)
      times.push(Date.now() - startedAt)
    }),
  )
  // Five at once, then ten a second. The database's clock and ours tick apart by some milliseconds.
  for (const [index, ms] of times.toSorted((a, b) => a - b).entries())
    expect(index + 1).toBeLessThanOrEqual(5 + ((ms + 60) / 1000) * 10)
  expect(Math.max(...times)).toBeLessThan(6000)
})

test('a refusal in one process pauses all, for as long as the provider says', async () => {
  const group = randomUUID()
  await learn(group, { requests: 1000, left: 900 })
  const refused = await here.admit(group, small, never)
  const headers = new Headers({ 'retry-after': '1' })
  refused.end({ used: null, error: unavailable('Vendor', { error: null, status: 429, headers }) })
  await wait(50)
  const startedAt = Date.now()
  expect(await elsewhere.pausedMs(group)).toBeGreaterThan(500)
  const next = await elsewhere.admit(group, small, never)
  expect(Date.now() - startedAt).toBeGreaterThan(800)
  // It tries alone; the others go when it is answered.
  const other = here.admit(group, small, never)
  expect(await isWaiting(other)).toBe(true)
  next.onStart()
  await other
})

test('a person who comes later goes before a batch that waits in another process', async () => {
  const group = randomUUID()
  await learn(group, { requests: 120, left: 0 })
  const order: string[] = []
  const batch = Array.from({ length: 3 }, async () => {
    await elsewhere.admit(group, { ...small, priority: 1 }, never)
    order.push('batch')
  })
  await wait(100)
  const person = here.admit(group, { ...small, priority: 2 }, never).then(() => order.push('person'))
  await Promise.all([...batch, person])
  expect(order.indexOf('person')).toBeLessThanOrEqual(1)
})

test('who gives up waiting takes nothing', async () => {
  const group = randomUUID()
  await learn(group, { requests: 60, left: 0 })
  const stop = new AbortController()
  const waiting = here.admit(group, small, stop.signal)
  stop.abort(new Error('cancelled by a person'))
  await expect(waiting).rejects.toThrow('cancelled by a person')
  const startedAt = Date.now()
  await here.admit(group, small, never)
  expect(Date.now() - startedAt).toBeLessThan(1900)
})
