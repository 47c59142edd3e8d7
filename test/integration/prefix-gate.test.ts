import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { createPrefixGate, type GatePlace, type PrefixGate } from '../../src/llm/prefix-gate.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let databases: Db[]
let here: PrefixGate
let elsewhere: PrefixGate

// Two processes: each has a connection and a memory of its own.
beforeAll(async () => {
  database = await createTestDatabase()
  databases = [connect(database.url), connect(database.url)]
  const [first, second] = databases.map((db) => createPrefixGate(db))
  if (!first || !second) throw new Error('two gates')
  here = first
  elsewhere = second
})

afterAll(async () => {
  for (const db of databases) await db.destroy()
  await database[Symbol.asyncDispose]()
})

const never = new AbortController().signal

async function enter(gate: PrefixGate, key: string, signal = never): Promise<GatePlace> {
  return gate.enter(key, randomUUID(), signal)
}

async function isWaiting(entering: Promise<GatePlace>): Promise<boolean> {
  return Promise.race([entering.then(() => false), wait(400).then(() => true)])
}

describe.each([
  { where: 'in the same process', other: () => here },
  { where: 'in another process', other: () => elsewhere },
])('calls $where', ({ other }) => {
  test('wait for the first one, and all go when its answer begins', async () => {
    const key = randomUUID()
    const leader = await enter(here, key)
    expect(leader.isLeader).toBe(true)
    const others = [enter(other(), key), enter(other(), key), enter(other(), key)]
    expect(await isWaiting(Promise.race(others))).toBe(true)
    leader.open()
    expect((await Promise.all(others)).map(({ isLeader }) => isLeader)).toEqual([false, false, false])
    await leader.leave()
  })

  test('are led by another one where the first fails before its answer begins', async () => {
    const key = randomUUID()
    const leader = await enter(here, key)
    const others = [enter(other(), key), enter(other(), key)]
    expect(await isWaiting(Promise.race(others))).toBe(true)
    await leader.leave()
    const next = await Promise.race(others)
    expect(next.isLeader).toBe(true)
    next.open()
    expect((await Promise.all(others)).filter(({ isLeader }) => isLeader)).toHaveLength(1)
    await next.leave()
  })

  test('that come later find the cache filled', async () => {
    const key = randomUUID()
    const leader = await enter(here, key)
    leader.open()
    await leader.leave()
    expect((await enter(other(), key)).isLeader).toBe(false)
  })

  test('can be stopped while they wait', async () => {
    const key = randomUUID()
    const leader = await enter(here, key)
    const stop = new AbortController()
    const waiting = enter(other(), key, stop.signal)
    stop.abort(new Error('cancelled by a person'))
    await expect(waiting).rejects.toThrow('cancelled by a person')
    await leader.leave()
  })
})

test('calls that begin with another text do not wait', async () => {
  const leader = await enter(here, randomUUID())
  const other = await enter(here, randomUUID())
  expect([leader.isLeader, other.isLeader]).toEqual([true, true])
  await leader.leave()
  await other.leave()
})

test('a leader whose process died is replaced when its time is over', async () => {
  const key = randomUUID()
  const db = connect(database.url)
  await db
    .insertInto('prompt_prefix')
    .values({ key, leader: randomUUID(), leads_until: new Date(Date.now() + 1000) })
    .execute()
  const waiting = enter(elsewhere, key)
  expect(await isWaiting(waiting)).toBe(true)
  const next = await waiting
  expect(next.isLeader).toBe(true)
  await next.leave()
  await db.destroy()
})

test('of many that come at once from two processes exactly one leads', async () => {
  for (let round = 0; round < 10; round++) {
    const key = randomUUID()
    const entering = Array.from({ length: 12 }, (_, index) => enter(index % 2 ? here : elsewhere, key))
    const leader = await Promise.race(entering)
    leader.open()
    const places = await Promise.all(entering)
    expect(places.filter(({ isLeader }) => isLeader)).toHaveLength(1)
    await leader.leave()
  }
})
