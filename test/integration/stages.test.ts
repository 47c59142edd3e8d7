import { expect, test } from 'vitest'
import { expireTasks } from '../../src/tasks/expire-tasks.ts'
import { cancelTask } from '../../src/tasks/cancel-task.ts'
import { resumeTask, retryTask } from '../../src/tasks/retry-task.ts'
import { viewTask } from '../../src/tasks/task-view.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const combined = `combine: { title: Summary, template: combine.txt }\n${parts('law', 'term')}`
const quote = 'It is governed by the laws of England.'

function promptOf(request: ReceivedRequest): string {
  return JSON.stringify(request.body['messages'])
}

function taskOf(app: TestEngine) {
  return { ...app.engine, enqueue: app.engine.queue.enqueue }
}

function finding(title: string, quoted: string | null) {
  return {
    title,
    severity: 'low' as const,
    explanation: 'Why.',
    recommendation: null,
    quote: quoted,
    page: null,
  }
}

test('the parts run side by side, then their answers are combined by one more call', async () => {
  await using app = await openTestEngine(combined)
  app.llm.reply((request) => {
    if (promptOf(request).includes('put together'))
      return { answer: { answer: 'Sign it.', findings: [], not_found: [] } }
    const invented = finding('Invented', 'words that stand nowhere in it at all')
    return {
      delayMs: 300,
      answer: { answer: 'A part.', findings: [finding('Law', quote), invented], not_found: [] },
    }
  })
  await app.work()
  const view = await app.ended(await app.start())
  expect(view.state).toBe('done')
  expect(view.summaries).toEqual(['Sign it.'])
  expect(app.llm.requests).toHaveLength(3)
  const last = promptOf(app.llm.requests[2] as ReceivedRequest)
  expect(last).toContain('law: A part.')
  expect(last).toContain(quote)
  // What code did not find in the document is no ground for a summary.
  expect(last).not.toContain('words that stand nowhere')
})

test('a part that fails is left out of the summary; tried again, the summary is made anew', async () => {
  await using app = await openTestEngine(combined)
  let isRefusing = true
  app.llm.reply((request) => {
    if (promptOf(request).includes('put together'))
      return {
        answer: {
          answer: promptOf(request).includes('term: ') ? 'Whole.' : 'Half.',
          findings: [],
          not_found: [],
        },
      }
    return isRefusing && promptOf(request).includes('Task: term') ? { finish: 'refused' } : {}
  })
  await app.work()
  const id = await app.start()
  const half = await app.ended(id)
  expect(half.summaries).toEqual(['Half.'])
  expect(half.subtasks.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'law done',
    'term failed',
    'combine done',
  ])
  isRefusing = false
  expect(await retryTask(taskOf(app), id)).toBe(true)
  expect((await app.ended(id)).summaries).toEqual(['Whole.'])
  // Two parts, one of them twice, and a summary; then the failed part and the summary: what was answered is not asked again.
  expect(app.llm.requests).toHaveLength(6)
})

test('where every part fails nothing is combined and the task fails', async () => {
  await using app = await openTestEngine(combined)
  app.llm.reply({ status: 401 })
  await app.work()
  const view = await app.ended(await app.start())
  expect(view.state).toBe('failed')
  expect(app.llm.requests).toHaveLength(2)
})

test('only the combining failed: the findings stand, and trying again asks only that', async () => {
  await using app = await openTestEngine(combined)
  let isRefusing = true
  app.llm.reply((request) =>
    isRefusing && promptOf(request).includes('put together') ? { finish: 'refused' } : {},
  )
  await app.work()
  const id = await app.start()
  expect((await app.ended(id)).state).toBe('done')
  isRefusing = false
  expect(await retryTask(taskOf(app), id)).toBe(true)
  await until(async () => (await viewTask(app.engine, id)).summaries.length === 1, { what: 'the summary' })
  // Two parts and twice the summary, then the summary.
  expect(app.llm.requests).toHaveLength(5)
})

test('variations ask every question several times, at once, and say how many of them found a point', async () => {
  await using app = await openTestEngine(combined)
  let asked = 0
  app.llm.reply((request) => {
    const isFirst = promptOf(request).includes('Task: law') && asked++ === 0
    return {
      delayMs: 500,
      answer: { answer: 'A.', findings: isFirst ? [finding('Law', quote)] : [], not_found: [] },
    }
  })
  await app.work()
  const id = await app.start({ variations: 3 })
  await until(() => app.llm.open() === 6, { what: 'six calls at once' })
  const view = await app.ended(id)
  expect(view.subtasks.map(({ name, variation }) => `${name} ${variation}`)).toEqual(
    [1, 2, 3].flatMap((variation) => ['law', 'term', 'combine'].map((name) => `${name} ${variation}`)),
  )
  expect(view.findings.map((each) => each.variations.length)).toEqual([1])
  // Whichever asked first is alone with a finding; one of the others, which agree, is shown.
  expect(view.findings[0]?.variations).not.toContain(view.chosen)
  expect(view.summaries).toEqual(['A.'])
  expect(app.llm.requests).toHaveLength(9)
})

test('a call that hangs is given up after the time that its analysis allows, and tried again', async () => {
  await using app = await openTestEngine(`timeouts: { call_seconds: 1 }\n${parts('law')}`)
  let asked = 0
  app.llm.reply(() => ({ delayMs: asked++ === 0 ? 60_000 : 10 }))
  await app.work()
  const view = await app.ended(await app.start())
  expect(view.state).toBe('done')
  const rows = await app.database.db
    .selectFrom('generation')
    .select(['state', 'error'])
    .orderBy('attempt')
    .execute()
  expect(rows.map((row) => row.state)).toEqual(['failed', 'done'])
  expect(rows[0]?.error).toContain('no answer within 1000 ms')
  expect(app.llm.open()).toBe(0)
})

test('a task whose time is over keeps what was answered, names the rest, and its calls stop', async () => {
  await using app = await openTestEngine(parts('law', 'term'))
  app.llm.reply((request) => ({ delayMs: promptOf(request).includes('Task: term') ? 60_000 : 10 }))
  await app.work()
  const id = await app.start()
  await until(async () => (await viewTask(app.engine, id)).subtasks.some(({ state }) => state === 'done'))
  await expireTasks(taskOf(app), new Date(Date.now() + 59 * 60_000))
  expect((await viewTask(app.engine, id)).state).toBe('running')
  await expireTasks(taskOf(app), new Date(Date.now() + 61 * 60_000))
  const view = await app.ended(id)
  expect(view.state).toBe('done')
  expect(view.subtasks.map(({ state, error }) => ({ state, error }))).toEqual([
    { state: 'done', error: null },
    { state: 'failed', error: 'This took longer than the analysis allows and was stopped.' },
  ])
  await until(() => app.llm.open() === 0, { timeoutMs: 3000, what: 'the end of the call' })
  app.llm.reply({})
  expect(await retryTask(taskOf(app), id)).toBe(true)
  expect((await app.ended(id)).subtasks.map(({ state }) => state)).toEqual(['done', 'done'])
})

test('a task that is cancelled and at once resumed goes on with what was answered, every other question asked once', async () => {
  await using app = await openTestEngine(parts('law', 'term', 'price'))
  app.llm.reply((request) => ({ delayMs: promptOf(request).includes('Task: law') ? 10 : 60_000 }))
  await app.work()
  const id = await app.start()
  await until(() => app.llm.finished() === 1 && app.llm.open() === 2, { what: 'one answer, two calls' })
  // For those that are asked from now on, which may be at once.
  app.llm.reply({ delayMs: 2000 })
  expect(await cancelTask(taskOf(app), id)).toBe(true)
  expect(await resumeTask(taskOf(app), id)).toBe(true)
  expect(await resumeTask(taskOf(app), id)).toBe(false)
  const view = await app.ended(id)
  expect(view.subtasks.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  // The calls of before the cancelling are given up, although the task is not cancelled any more.
  expect({ finished: app.llm.finished(), open: app.llm.open() }).toEqual({ finished: 3, open: 0 })
})

test('a task that is cancelled before it was read starts from there', async () => {
  await using app = await openTestEngine(parts('law'))
  const id = await app.start()
  expect(await cancelTask(taskOf(app), id)).toBe(true)
  expect(await resumeTask(taskOf(app), id)).toBe(true)
  await app.work()
  expect((await app.ended(id)).state).toBe('done')
  expect(app.llm.requests).toHaveLength(1)
})
