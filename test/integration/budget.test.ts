import { describe, expect, test } from 'vitest'
import { viewTask } from '../../src/tasks/task-view.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

// By the fake's count and the list price of the default model, one question costs about a cent and a quarter before it
// is asked (1,200 tokens of answer) and a twentieth of a cent when it has been (20).
const estimated = 0.0125

async function end(app: TestEngine, request: Parameters<TestEngine['start']>[0] = {}) {
  return app.ended(await app.start(request))
}

describe('before a task asks anything', () => {
  test('it is reckoned what it will cost; the document is counted once', async () => {
    await using app = await openTestEngine(parts('law', 'term'))
    await app.work()
    const source = { kind: 'bytes' as const, fileName: 'a.txt', bytes: Buffer.from('This is an agreement.') }
    const view = await end(app, { source })
    await end(app, { source })
    expect(view.estimateUsd).toBeGreaterThan(2 * 0.012)
    expect(view.estimateUsd).toBeLessThan(2 * 0.014)
    expect(app.llm.otherRequests.filter(({ path }) => path.endsWith('count_tokens'))).toHaveLength(1)
  })

  test('answers are reckoned as long as they were', async () => {
    await using app = await openTestEngine(parts('law'))
    await app.work()
    for (let round = 0; round < 5; round++) await end(app)
    expect((await end(app)).estimateUsd).toBeLessThan(0.002)
  })

  test('what is put together is reckoned with the answers that it will read', async () => {
    await using app = await openTestEngine(
      `combine: { title: Summary, template: combine.txt }\n${parts('law', 'term')}`,
    )
    await app.work()
    // Three answers, and two of them once more as input.
    const least = (3 * 1200 * 10 + 2 * 1200 * 2) / 1_000_000
    const { estimateUsd } = await end(app)
    expect(estimateUsd).toBeGreaterThan(least)
    expect(estimateUsd).toBeLessThan(least + 0.003)
  })

  test('a worker without the key reckons by the length of the text', async () => {
    await using app = await openTestEngine(parts('law'), { ANTHROPIC_API_KEY: '' })
    const id = await app.start()
    await app.engine.db
      .updateTable('task')
      .set({ model: 'anthropic/claude-sonnet-5-5' })
      .where('id', '=', id)
      .execute()
    await app.work()
    await until(async () => (await viewTask(app.engine, id)).state === 'running', { what: 'the plan' })
    const { estimateUsd } = await viewTask(app.engine, id)
    expect(estimateUsd).toBeGreaterThan(0.012)
    expect(estimateUsd).toBeLessThan(0.014)
  })

  test('a model whose price nobody knows has no estimate and no cost', async () => {
    await using app = await openTestEngine(`${parts('law')}model: anthropic/claude-unheard-of\n`)
    await app.work()
    expect(await end(app)).toMatchObject({ state: 'done', estimateUsd: null, receipt: { costUsd: null } })
  })
})

describe('a budget', () => {
  test.each([
    { budget: 'run=0.01', words: 'The budget of $0.01 for one analysis has $0.01 left' },
    { budget: 'user=0.01', words: 'The budget of $0.01 a day for one person has $0.01 left' },
    { budget: 'day=0.01', words: 'The budget of $0.01 a day for everybody has $0.01 left' },
  ])('that is too small ($budget) refuses before any call', async ({ budget, words }) => {
    await using app = await openTestEngine(parts('law'), { PARALEGAL_BUDGET: budget })
    await app.work()
    const view = await end(app)
    expect(view).toMatchObject({ state: 'failed', error: { code: 'budget_exceeded' } })
    expect(view.error?.message).toContain(words)
    expect(view.error?.message).toMatch(
      /would cost about \$0\.01\d\. Nothing was asked; the document is kept\./,
    )
    expect(app.llm.requests).toHaveLength(0)
  })

  test('of one analysis can stand in it', async () => {
    await using app = await openTestEngine(`${parts('law')}budget_usd: 0.01\n`, { PARALEGAL_BUDGET: 'run=5' })
    await app.work()
    expect(await end(app)).toMatchObject({ state: 'failed', error: { code: 'budget_exceeded' } })
  })

  test('that is nearly used up is said with the result', async () => {
    await using app = await openTestEngine(parts('law'), { PARALEGAL_BUDGET: 'user=0.0145' })
    await app.work()
    const view = await end(app)
    expect(view.state).toBe('done')
    expect(view.budgetNote).toMatch(
      /^The budget of \$0\.01\d a day for one person is used up to 8\d % with this analysis\.$/,
    )
  })

  test('of a person or a channel is no other one’s', async () => {
    await using app = await openTestEngine(parts('law'), {
      PARALEGAL_BUDGET: `user=${estimated * 1.2} channel=1`,
    })
    app.llm.reply({ delayMs: 3000 })
    await app.work()
    await app.start({ requestedBy: 'ada' })
    const second = await end(app, { requestedBy: 'ada' })
    expect(second.error?.code).toBe('budget_exceeded')
    app.llm.reply({})
    expect((await end(app, { requestedBy: 'ben' })).state).toBe('done')
  })

  test('has room for one: of two tasks at once one is asked', async () => {
    await using app = await openTestEngine(parts('law'), { PARALEGAL_BUDGET: `day=${estimated * 1.5}` })
    app.llm.reply({ delayMs: 1500 })
    const ids = [await app.start(), await app.start()]
    await app.work()
    const states = await Promise.all(ids.map(async (id) => (await app.ended(id)).state))
    expect(states.toSorted()).toEqual(['done', 'failed'])
    expect(app.llm.requests).toHaveLength(1)
  })

  test('refuses a model whose price nobody knows, and says how to name it', async () => {
    await using app = await openTestEngine(`${parts('law')}model: anthropic/claude-unheard-of\n`, {
      PARALEGAL_BUDGET: 'day=50',
    })
    await app.work()
    const view = await end(app)
    expect(view.error?.message).toContain('npx paralegal prices set anthropic/claude-unheard-of')
    expect(app.llm.requests).toHaveLength(0)
  })

  test('stops a run that costs more than it should have', async () => {
    await using app = await openTestEngine(parts('law', 'term', 'fees'), {
      PARALEGAL_BUDGET: 'run=0.05',
      PARALEGAL_CALLS: '1',
    })
    app.llm.reply({ cacheRead: 1_000_000 })
    await app.work()
    const view = await end(app)
    expect(view.state).toBe('done')
    expect(view.subtasks.map(({ state }) => state).toSorted()).toEqual(['done', 'failed', 'failed'])
    expect(view.subtasks.find(({ state }) => state === 'failed')?.error).toContain(
      'is used up, so this was not asked',
    )
  })

  test('costs nothing where no language model is used', async () => {
    await using app = await openTestEngine(parts('law'), {
      PARALEGAL_MODEL: 'offline/offline-extractive',
      PARALEGAL_BUDGET: 'run=0.000001 day=0.000001',
    })
    await app.work()
    expect(await end(app)).toMatchObject({ state: 'done', estimateUsd: 0, budgetNote: null })
  })
})
