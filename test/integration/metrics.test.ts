import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tell } from '../../src/happenings.ts'
import { metricTable } from '../../src/observe/metric-table.ts'
import { openMetrics } from '../../src/observe/open-metrics.ts'
import { projectFolder } from '../support/program.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const quote = 'governed by the laws of England'
const finding = {
  title: 'Law',
  severity: 'info',
  explanation: 'Of England.',
  recommendation: null,
  quote,
  page: 1,
} as const
const found = { answer: 'England.', findings: [finding], not_found: [] }

/** The values of a metric, by their labels as they are written. */
function valuesOf(text: string, name: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels = '', value] = /^[a-z_]+(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return [labels, Number(value)]
    }),
  )
}

test('tasks, jobs, calls, tokens and costs of this process are counted, failures by their codes', async () => {
  await using app = await openTestEngine(parts('law', 'term'), { PARALEGAL_BUDGET: 'day=1 user=0.5' })
  using metrics = openMetrics(app.engine)
  let calls = 0
  app.llm.reply(() => ({ answer: ++calls === 1 ? 'no JSON' : found }))
  await app.work()
  await app.ended(await app.start())
  app.llm.reply({ status: 400 })
  await app.ended(await app.start())

  const text = await metrics.text()
  const model = 'provider="anthropic",model="claude-sonnet-5-5"'
  expect(valuesOf(text, 'paralegal_model_calls_total')).toMatchObject({
    [`${model},code="none"`]: 2,
    [`${model},code="model_answer_invalid"`]: 1,
    [`${model},code="model_rejected_request"`]: 2,
  })
  expect(valuesOf(text, 'paralegal_tasks_ended_total')).toEqual({
    'analysis="test",lane="person",state="done",code="none"': 1,
    'analysis="test",lane="person",state="failed",code="model_unavailable"': 1,
  })
  expect(valuesOf(text, 'paralegal_task_seconds_count')).toEqual({ 'lane="person"': 1 })
  expect(valuesOf(text, 'paralegal_first_finding_seconds_count')).toEqual({ 'lane="person"': 1 })
  expect(valuesOf(text, 'paralegal_jobs_ended_total')).toMatchObject({
    'kind="read-document",end="done"': 2,
    'kind="run-subtask",end="done"': 2,
    'kind="run-subtask",end="failed"': 2,
  })
  expect(valuesOf(text, 'paralegal_job_failures_total')).toEqual({
    'kind="run-subtask",code="model_rejected_request"': 2,
  })
  expect(valuesOf(text, 'paralegal_jobs_running')['kind="run-subtask"']).toBe(0)

  const paid = await app.engine.db
    .selectFrom('generation')
    .select(({ fn }) => [fn.sum<string>('cost_usd').as('usd'), fn.sum<string>('output_tokens').as('output')])
    .executeTakeFirstOrThrow()
  expect(valuesOf(text, 'paralegal_model_cost_usd_total')[model]).toBeCloseTo(Number(paid.usd), 8)
  expect(valuesOf(text, 'paralegal_model_tokens_total')[`${model},kind="output"`]).toBe(Number(paid.output))
  expect(valuesOf(text, 'paralegal_global_spent_today_usd')['']).toBeCloseTo(Number(paid.usd), 8)
  expect(valuesOf(text, 'paralegal_global_budget_used_ratio')['budget="user"']).toBeCloseTo(
    Number(paid.usd) / 0.5,
    8,
  )
  expect(valuesOf(text, 'paralegal_db_connections')['state="total"']).toBeGreaterThan(0)
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/)
  expect(text).not.toMatch(/agreement|England|ada/i)
})

test('what waits is counted from the database, with the age of the oldest; every process says the same', async () => {
  await using app = await openTestEngine(parts('law'))
  using one = openMetrics(app.engine)
  using other = openMetrics(app.engine)
  await app.start()
  await app.start({ lane: 'batch' })
  await app.engine.db
    .updateTable('task')
    .set({ created_at: new Date(Date.now() - 600_000) } as never)
    .where('lane', '=', 'batch')
    .execute()
  await app.engine.db
    .updateTable('rate_limit')
    .set({
      requests_per_minute: 100,
      requests_left: 25,
      refilled_at: new Date(),
      paused_until: new Date(Date.now() + 30_000),
    })
    .execute()
  await app.engine.queue.boss.supervise()

  const text = await one.text()
  expect(valuesOf(text, 'paralegal_global_tasks_open')).toEqual({
    'lane="batch",state="queued"': 1,
    'lane="person",state="queued"': 1,
  })
  expect(valuesOf(text, 'paralegal_global_tasks_oldest_seconds')['lane="batch"']).toBeGreaterThan(599)
  expect(valuesOf(text, 'paralegal_global_queue_jobs')['kind="read-document",state="ready"']).toBe(2)
  expect(valuesOf(text, 'paralegal_global_queue_oldest_seconds')['kind="read-document"']).toBeGreaterThan(0)
  expect(valuesOf(text, 'paralegal_global_queue_oldest_seconds')['kind="run-subtask"']).toBe(0)
  const left = valuesOf(text, 'paralegal_global_rate_limit_left_ratio')
  expect(Object.values(left)[0]).toBeCloseTo(0.25, 1)
  expect(Object.values(valuesOf(text, 'paralegal_global_rate_limit_paused_seconds'))[0]).toBeGreaterThan(20)
  expect(valuesOf(text, 'paralegal_global_outbox_posts')).toEqual({
    'state="pending"': 0,
    'state="sending"': 0,
  })
  expect(valuesOf(await other.text(), 'paralegal_global_tasks_open')).toEqual(
    valuesOf(text, 'paralegal_global_tasks_open'),
  )
})

test('what a process knows by itself is told while the database is away', async () => {
  await using app = await openTestEngine(parts('law'))
  const { queue, budgets } = app.engine
  const away = {
    selectFrom: () => {
      throw new Error('away')
    },
  } as never
  using metrics = openMetrics({ db: away, queue, budgets })
  tell('slack-request', { what: 'command', seconds: 0.2, isAcknowledged: true })
  tell('slack-request', { what: 'command', seconds: 4, isAcknowledged: false })
  const text = await metrics.text()
  expect(valuesOf(text, 'paralegal_slack_request_seconds_count')).toEqual({ 'what="command"': 1 })
  expect(valuesOf(text, 'paralegal_slack_unacknowledged_total')).toEqual({ 'what="command"': 1 })
  expect(text).not.toContain('paralegal_global_')
})

test('however many analyses and models there are, labels stay few', async () => {
  await using app = await openTestEngine(parts('law'))
  using metrics = openMetrics(app.engine)
  for (let number = 0; number < 200; number++)
    tell('task-ended', {
      analysis: `analysis-${number}`,
      lane: 'person',
      state: 'done',
      code: null,
      seconds: 1,
    })
  const ended = valuesOf(await metrics.text(), 'paralegal_tasks_ended_total')
  expect(Object.keys(ended)).toHaveLength(51)
  expect(ended['analysis="other",lane="person",state="done",code="none"']).toBe(150)
})

test('docs/observe.md lists every metric as it is', async () => {
  await using app = await openTestEngine(parts('law'))
  using metrics = openMetrics(app.engine)
  const docs = await readFile(join(projectFolder, 'docs/observe.md'), 'utf8')
  const [, listed = ''] = /<!-- metrics -->([^]*?)<!-- end of metrics -->/.exec(docs) ?? []
  expect(plain(listed)).toBe(plain(await metricTable(metrics.registries)))
})

// A formatter makes columns even.
function plain(table: string): string {
  return table
    .trim()
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-+/g, '-')
    .replaceAll('|-', '| -')
    .replaceAll('-|', '- |')
}
