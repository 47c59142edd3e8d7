import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { hear, type CallEnded } from '../happenings.ts'
import { bounded } from './bounded.ts'

export interface PoolSizes {
  total: number
  idle: number
  waiting: number
}

const acknowledged = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10]
const jobTimes = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900]
const taskTimes = [5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600, 14_400, 86_400]
const callTimes = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300]
const most = 50

/** What this process itself did since it started: of several processes the sum is all of it. Counts until disposed of. */
export function countProcess(registry: Registry, pools: () => PoolSizes): Disposable {
  const hearing = new DisposableStack()
  const of = { registers: [registry] }
  collectDefaultMetrics({ register: registry })
  countRequests(of, hearing)
  countJobs(of, hearing)
  countTasks(of, hearing)
  countCalls(of, hearing)
  showConnections(of, pools)
  return hearing
}

interface Of {
  registers: Registry[]
}

function showConnections(of: Of, pools: () => PoolSizes): Gauge {
  return new Gauge({
    ...of,
    name: 'paralegal_db_connections',
    help: 'Connections of this process to PostgreSQL; waiting: work that has to wait for one.',
    labelNames: ['state'],
    collect() {
      for (const [state, size] of Object.entries(pools())) this.set({ state }, size)
    },
  })
}

function countRequests(of: Of, hearing: DisposableStack): void {
  const seconds = new Histogram({
    ...of,
    name: 'paralegal_slack_request_seconds',
    help: 'From the arrival of a request of Slack’s in this process to its acknowledgement. Slack waits 3 seconds.',
    labelNames: ['what'],
    buckets: acknowledged,
  })
  const lost = new Counter({
    ...of,
    name: 'paralegal_slack_unacknowledged_total',
    help: 'Requests of Slack’s that this process did not acknowledge: Slack delivers events again.',
    labelNames: ['what'],
  })
  hearing.use(
    hear('slack-request', ({ what, isAcknowledged, ...told }) => {
      if (isAcknowledged) seconds.observe({ what }, told.seconds)
      else lost.inc({ what })
    }),
  )
}

function countJobs(of: Of, hearing: DisposableStack): void {
  const running = new Gauge({
    ...of,
    name: 'paralegal_jobs_running',
    help: 'Jobs that this process has in hand.',
    labelNames: ['kind'],
  })
  const ended = new Counter({
    ...of,
    name: 'paralegal_jobs_ended_total',
    help: 'Jobs that this process took, by how they ended: done; later (has to wait and comes back); again (failed, is tried again); failed (for good); died (its process did, too often).',
    labelNames: ['kind', 'end'],
  })
  const failures = new Counter({
    ...of,
    name: 'paralegal_job_failures_total',
    help: 'Failures of jobs in this process by code; those that are tried again too.',
    labelNames: ['kind', 'code'],
  })
  const seconds = new Histogram({
    ...of,
    name: 'paralegal_job_seconds',
    help: 'How long jobs took that were done in this process, without their time in the queue.',
    labelNames: ['kind'],
    buckets: jobTimes,
  })
  hearing.use(hear('job-started', ({ kind }) => running.inc({ kind })))
  hearing.use(hear('job-died', ({ kind }) => ended.inc({ kind, end: 'died' })))
  hearing.use(
    hear('job-ended', ({ kind, end, code, ...told }) => {
      running.dec({ kind })
      ended.inc({ kind, end })
      if (code !== null) failures.inc({ kind, code })
      if (end === 'done') seconds.observe({ kind }, told.seconds)
    }),
  )
}

function countTasks(of: Of, hearing: DisposableStack): void {
  const analysisOf = bounded(most)
  const ended = new Counter({
    ...of,
    name: 'paralegal_tasks_ended_total',
    help: 'Tasks that this process ended, by state and, where they failed, code.',
    labelNames: ['analysis', 'lane', 'state', 'code'],
  })
  const seconds = new Histogram({
    ...of,
    name: 'paralegal_task_seconds',
    help: 'From the request for a task to its posted result, of tasks that are done and were ended by this process.',
    labelNames: ['lane'],
    buckets: taskTimes,
  })
  const first = new Histogram({
    ...of,
    name: 'paralegal_first_finding_seconds',
    help: 'From the request for a task to its first finding with a checked quote, where this process kept it.',
    labelNames: ['lane'],
    buckets: taskTimes,
  })
  hearing.use(
    hear('task-ended', ({ analysis, lane, state, code, ...told }) => {
      ended.inc({ analysis: analysisOf(analysis), lane, state, code: code ?? 'none' })
      if (state === 'done') seconds.observe({ lane }, told.seconds)
    }),
  )
  hearing.use(hear('first-finding', ({ lane, ...told }) => first.observe({ lane }, told.seconds)))
}

function countCalls(of: Of, hearing: DisposableStack): void {
  const modelOf = bounded(most)
  const labelNames = ['provider', 'model'] as const
  const calls = new Counter({
    ...of,
    name: 'paralegal_model_calls_total',
    help: 'Calls of models by this process; code none: the answer was of use.',
    labelNames: [...labelNames, 'code'],
  })
  const tokens = new Counter({
    ...of,
    name: 'paralegal_model_tokens_total',
    help: 'Tokens of calls by this process. input has no cached ones in it, output has those of reasoning.',
    labelNames: [...labelNames, 'kind'],
  })
  const usd = new Counter({
    ...of,
    name: 'paralegal_model_cost_usd_total',
    help: 'US dollars for calls by this process, where the price is known.',
    labelNames,
  })
  const seconds = (name: string, help: string) =>
    new Histogram({ ...of, name, help, labelNames, buckets: callTimes })
  const took = seconds('paralegal_model_call_seconds', 'From asking a model to the end of its answer.')
  const waited = seconds(
    'paralegal_model_wait_seconds',
    'How long calls waited before they were asked: for the rate limit, and for the provider’s cache to be filled.',
  )
  const first = seconds('paralegal_model_first_token_seconds', 'From asking a model to its first word.')
  hearing.use(
    hear('call-ended', (call: CallEnded) => {
      const asked = { provider: call.provider, model: modelOf(call.model) }
      calls.inc({ ...asked, code: call.code ?? 'none' })
      for (const [kind, count] of Object.entries(call.tokens ?? {})) tokens.inc({ ...asked, kind }, count)
      if (call.usd !== null) usd.inc(asked, call.usd)
      waited.observe(asked, call.waitedMs / 1000)
      if (call.tokens) took.observe(asked, call.ms / 1000)
      if (call.msToFirstToken !== null) first.observe(asked, call.msToFirstToken / 1000)
    }),
  )
}
