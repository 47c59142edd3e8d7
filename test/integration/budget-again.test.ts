import { expect, test } from 'vitest'
import { cancelTask } from '../../src/tasks/cancel-task.ts'
import { planTask } from '../../src/tasks/plan-task.ts'
import { resumeTask, retryTask } from '../../src/tasks/retry-task.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

/** What one question is reckoned at before it is asked; see budget.test.ts. */
const question = 0.0125

function deps(app: TestEngine) {
  return { ...app.engine, enqueue: app.engine.queue.enqueue }
}

async function setCosts(app: TestEngine, usd: number): Promise<void> {
  await app.engine.db.updateTable('generation').set({ cost_usd: usd }).execute()
}

const refusing = (name: string) => (request: { body: object }) =>
  JSON.stringify(request.body).includes(`Task: ${name}`) ? { finish: 'refused' as const } : {}

test('tasks that are planned at the same moment do not share the last of a budget', async () => {
  await using app = await openTestEngine(parts('law'), { PARALEGAL_BUDGET: 'day=1' })
  const ids = await Promise.all(Array.from({ length: 8 }, async () => app.start()))
  await app.engine.db.updateTable('task').set({ state: 'reading' }).execute()
  const estimate = { usd: 0.4, calls: 1, inputTokens: 1, outputTokens: 1, sections: null }
  const planned = await Promise.allSettled(
    ids.map(async (taskId) => planTask(deps(app), { taskId, estimate })),
  )
  expect(planned.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  const refused = planned.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  for (const reason of refused) expect(reason).toMatchObject({ code: 'budget_exceeded' })
})

test('trying again is refused where the money is not there, nothing changes, and goes on when it is', async () => {
  await using app = await openTestEngine(parts('law', 'term'), { PARALEGAL_BUDGET: 'user=1' })
  app.llm.reply(refusing('term'))
  await app.work()
  const id = await app.start()
  const before = await app.ended(id)
  const asked = app.llm.requests.length
  app.llm.reply({})

  await setCosts(app, 0.9)
  await expect(retryTask(deps(app), id)).rejects.toMatchObject({
    code: 'budget_exceeded',
    userMessage: expect.stringContaining('The budget of $1.00 a day for one person has $0.00 left'),
  })
  expect((await viewTask(app.engine, id)).subtasks).toEqual(before.subtasks)

  await setCosts(app, 0)
  expect(await retryTask(deps(app), id)).toBe(true)
  const after = await app.ended(id)
  expect(after.subtasks.map(({ state }) => state)).toEqual(['done', 'done'])
  expect(app.llm.requests).toHaveLength(asked + 1)
  // Only the question that is asked again was reckoned, on top of what was paid.
  expect(after.estimateUsd).toBeGreaterThan(question * 0.9)
  expect(after.estimateUsd).toBeLessThan(question * 1.2)
})

test('of one analysis what was paid before counts when it is tried again, and the setting is named', async () => {
  await using app = await openTestEngine(`${parts('law', 'term')}budget_usd: 0.04\n`, {
    PARALEGAL_BUDGET: 'run=5',
  })
  app.llm.reply(refusing('term'))
  await app.work()
  const id = await app.start()
  // One answer, and two refusals by the model, all of them paid.
  expect((await app.ended(id)).receipt.calls).toBe(3)
  await setCosts(app, 0.01)
  await expect(retryTask(deps(app), id)).rejects.toMatchObject({
    userMessage:
      'The budget of $0.04 for one analysis has $0.01 left, and this analysis would cost about $0.012. Nothing was asked; the document is kept. The operator can raise budget_usd in test/analysis.yml.',
  })
})

test('going on after a stop is held against the budget, and said where it is nearly used up', async () => {
  await using app = await openTestEngine(parts('law', 'term'), { PARALEGAL_BUDGET: 'day=1' })
  app.llm.reply((request) => (JSON.stringify(request.body).includes('Task: law') ? {} : { delayMs: 60_000 }))
  await app.work()
  const id = await app.start()
  await until(() => app.llm.finished() === 1 && app.llm.open() === 1, { what: 'one answer' })
  await until(async () => (await viewTask(app.engine, id)).subtasks.some(({ state }) => state === 'done'))
  await cancelTask(deps(app), id)
  await until(() => app.llm.open() === 0, { what: 'the end of the call' })
  app.llm.reply({})

  const answered = app.engine.db.updateTable('generation').where('state', '=', 'done')
  await answered.set({ cost_usd: 0.995 }).execute()
  await expect(resumeTask(deps(app), id)).rejects.toMatchObject({ code: 'budget_exceeded' })
  expect((await viewTask(app.engine, id)).state).toBe('cancelled')

  await answered.set({ cost_usd: 0.9 }).execute()
  expect(await resumeTask(deps(app), id)).toBe(true)
  const view = await app.ended(id)
  expect(view.state).toBe('done')
  expect(view.budgetNote).toBe(
    'The budget of $1.00 a day for everybody is used up to 91 % with this analysis.',
  )
})

test('a task that was refused before it was read any further is reckoned anew when it is tried again', async () => {
  await using app = await openTestEngine(parts('law'), { PARALEGAL_BUDGET: 'channel=0.02' })
  await app.work()
  const request = { channelId: 'C1', threadTs: '1.0', teamId: 'T1' }
  await app.ended(await app.start({ ...request, channelId: null }))
  const first = await app.start(request)
  await until(async () => (await viewTask(app.engine, first)).state === 'posting', { what: 'the answer' })
  await setCosts(app, 0.02)
  const refused = await app.start(request)
  expect((await app.ended(refused)).error).toMatchObject({ code: 'budget_exceeded' })
  // Another channel has a budget of its own.
  const other = await app.start({ ...request, channelId: 'C2' })
  await until(async () => (await viewTask(app.engine, other)).state === 'posting', { what: 'the answer' })
  await setCosts(app, 0)
  expect(await retryTask(deps(app), refused)).toBe(true)
  await until(async () => (await viewTask(app.engine, refused)).state === 'posting', { what: 'the answer' })
})

test('what is free is asked although the day’s money is spent', async () => {
  await using app = await openTestEngine(`${parts('law')}model: anthropic/claude-of-our-own\n`, {
    PARALEGAL_BUDGET: 'day=0.1',
  })
  const free = { provider: 'anthropic', model: 'claude-of-our-own', effective_from: '2026-01-01' }
  const rates = { input: 0, cache_write: 0, cache_read: 0, output: 0, source: 'a test' }
  await app.engine.db
    .insertInto('model_price')
    .values({ ...free, ...rates })
    .execute()
  await app.work()
  await app.ended(await app.start())
  await setCosts(app, 5)
  expect(await app.ended(await app.start())).toMatchObject({ state: 'done', estimateUsd: 0 })
})
