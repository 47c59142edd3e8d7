import { expect, test } from 'vitest'
import { viewTask } from '../../src/tasks/task-view.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const one = parts('law')

/** The number of the agreement that a request asks about. */
function agreementOf(request: ReceivedRequest): number {
  return Number(/Agreement number (\d+)/.exec(JSON.stringify(request.body['messages']))?.[1])
}

test('a person goes before a batch, a batch before an eval', async () => {
  await using app = await openTestEngine(one, { PARALEGAL_CALLS: '1' })
  const last = await app.start({ lane: 'eval' })
  await app.start({ lane: 'batch' })
  await app.start({ lane: 'person' })
  await app.work()
  await app.ended(last)
  expect(app.llm.requests.map(agreementOf)).toEqual([3, 2, 1])
})

test('within a lane everybody takes turns, and a latecomer does not wait for a thousand matters', async () => {
  await using app = await openTestEngine(one, { PARALEGAL_CALLS: '1' })
  const of = (requestedBy: string, channelId: string | null = null) => ({
    lane: 'batch' as const,
    requestedBy,
    channelId,
  })
  for (let matter = 1; matter <= 5; matter++) await app.start(of('ada'))
  await app.start(of('bob'))
  await app.start(of('bob'))
  const { db } = app.database
  const order = async () => {
    const tasks = await db
      .selectFrom('task')
      .select(['requested_by', 'file_name'])
      .where('state', '=', 'queued')
      .orderBy('priority', 'desc')
      .orderBy('created_at')
      .execute()
    return tasks.map((task) => task.requested_by)
  }
  expect(await order()).toEqual(['ada', 'bob', 'ada', 'bob', 'ada', 'ada', 'ada'])
  // Three turns were served; who comes now is served next, not before everybody who waits since long.
  await db
    .updateTable('task')
    .set({ state: 'done' })
    .where('file_name', 'in', ['agreement-1.txt', 'agreement-6.txt'])
    .execute()
  await app.start(of('eve'))
  expect(await order()).toEqual(['ada', 'bob', 'eve', 'ada', 'ada', 'ada'])
  // The same person in another channel is another owner.
  await app.start(of('ada', 'C2'))
  expect((await order()).slice(0, 4)).toEqual(['ada', 'bob', 'eve', 'ada'])
})

test('a batch that fills its slots leaves some to a person who comes', async () => {
  await using app = await openTestEngine(one, { PARALEGAL_CALLS: '4' })
  app.llm.reply((request) => ({ delayMs: agreementOf(request) <= 6 ? 5000 : 10 }))
  for (let matter = 1; matter <= 6; matter++) await app.start({ lane: 'batch' })
  await app.work()
  await until(() => app.llm.open() === 3, { what: 'three of four slots with the batch' })
  const person = await app.start({ lane: 'person' })
  expect((await app.ended(person)).state).toBe('done')
  expect(app.llm.requests).toHaveLength(4)
})

test('a task that waits tells its place, which moves up', async () => {
  await using app = await openTestEngine(one, { PARALEGAL_CALLS: '1' })
  const ids = [await app.start(), await app.start(), await app.start()]
  const places = async () => {
    const views = await Promise.all(ids.map(async (id) => viewTask(app.engine, id)))
    return views.map((view) => view.queuePosition)
  }
  expect(await places()).toEqual([1, 2, 3])
  app.llm.reply((request) => ({ delayMs: agreementOf(request) === 1 ? 10 : 5000 }))
  await app.work()
  await app.ended(ids[0] ?? '')
  await until(async () => (await places()).join() === ',,1', {
    what: 'the second task at work, the third one next',
  })
})
