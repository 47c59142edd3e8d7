import { Gauge, type Registry } from 'prom-client'
import type { Db } from '../db/connect.ts'
import type { Budgets } from '../environment.ts'
import type { Queue } from '../queue/queue.ts'
import { bounded } from './bounded.ts'
import { budgetUse, readSpent, type BudgetUse, type SpentToday } from './read-budgets.ts'
import { readLimits, type RateLimit } from './read-limits.ts'
import { readLoad, type Load } from './read-load.ts'
import { readProcesses } from './read-processes.ts'

export interface GlobalDeps {
  db: Db
  queue: Pick<Queue, 'boss'>
  budgets: Budgets
}

/**
 * What holds for the whole installation, read from the database: every process says the same, so it must not be added up.
 * Gives what brings the gauges up to date.
 */
export function globalGauges(registry: Registry, deps: GlobalDeps): () => Promise<void> {
  const set = gaugesOf(registry)
  const groupOf = bounded(50)
  return async () => {
    const now = new Date()
    const [load, limits, spent, processes] = await Promise.all([
      readLoad(deps),
      readLimits(deps.db, now),
      readSpent(deps.db, now),
      readProcesses(deps.queue),
    ])
    for (const gauge of Object.values(set)) gauge.reset()
    showLoad(set, load)
    for (const limit of limits) showLimit(set, { ...limit, modelGroup: groupOf(limit.modelGroup) })
    showMoney(set, spent, budgetUse(deps.budgets, spent))
    set.processes.set(processes.filter(({ isLive }) => isLive).length)
  }
}

type Gauges = ReturnType<typeof gaugesOf>

function gaugesOf(registry: Registry) {
  const gauge = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Gauge<T>({
      name: `paralegal_global_${name}`,
      help: `${help} The same from every process.`,
      labelNames,
      registers: [registry],
    })
  return {
    jobs: gauge(
      'queue_jobs',
      'Jobs that are ready, wait for a time (later), or are being worked on (active).',
      'kind',
      'state',
    ),
    jobAge: gauge('queue_oldest_seconds', 'How long the job waits that could be taken for longest.', 'kind'),
    dead: gauge(
      'dead_jobs',
      'Jobs of the last day that no process will try again, because their processes died or hung.',
      'kind',
    ),
    tasks: gauge('tasks_open', 'Tasks that have not ended.', 'lane', 'state'),
    taskAge: gauge('tasks_oldest_seconds', 'Age of the oldest task that has not ended.', 'lane'),
    posts: gauge(
      'outbox_posts',
      'Messages and files that are to be posted in Slack and are not there yet.',
      'state',
    ),
    postAge: gauge('outbox_oldest_seconds', 'How long the oldest of them has not changed.', 'state'),
    limitLeft: gauge(
      'rate_limit_left_ratio',
      'What is left of a minute’s worth of the provider’s limit, from 0 to 1.',
      'model',
      'limit',
    ),
    limit: gauge('rate_limit_per_minute', 'The provider’s limit, as it was last heard.', 'model', 'limit'),
    paused: gauge('rate_limit_paused_seconds', 'How long nobody asks this model any more.', 'model'),
    spent: gauge('spent_today_usd', 'US dollars paid since midnight UTC, where the price is known.'),
    budget: gauge('budget_usd', 'The budget of a day: for everybody, for a person, for a channel.', 'budget'),
    budgetUsed: gauge(
      'budget_used_ratio',
      'How far it is used up; of persons and channels by the one that spent most.',
      'budget',
    ),
    processes: gauge('processes', 'Processes that have been heard of within the last minute and a half.'),
  }
}

function showLoad(set: Gauges, { queues, tasks, posts }: Load): void {
  for (const { kind, ready, later, active, dead, oldestSeconds } of queues) {
    for (const [state, count] of Object.entries({ ready, later, active }))
      set.jobs.set({ kind, state }, count)
    set.jobAge.set({ kind }, oldestSeconds)
    set.dead.set({ kind }, dead)
  }
  for (const { lane, state, count } of tasks) set.tasks.set({ lane, state }, count)
  for (const lane of new Set(tasks.map((each) => each.lane)))
    set.taskAge.set(
      { lane },
      Math.max(...tasks.filter((each) => each.lane === lane).map((each) => each.oldestSeconds)),
    )
  for (const state of ['pending', 'sending']) {
    const found = posts.find((each) => each.state === state)
    set.posts.set({ state }, found?.count ?? 0)
    set.postAge.set({ state }, found?.oldestSeconds ?? 0)
  }
}

function showLimit(set: Gauges, { modelGroup: model, pausedSeconds, left }: RateLimit): void {
  set.paused.set({ model }, pausedSeconds)
  for (const { of: limit, perMinute, share } of left) {
    set.limit.set({ model, limit }, perMinute)
    set.limitLeft.set({ model, limit }, share)
  }
}

function showMoney(set: Gauges, spent: SpentToday, uses: BudgetUse[]): void {
  set.spent.set(spent.day)
  for (const { of: budget, usd, spent: used } of uses) {
    set.budget.set({ budget }, usd)
    set.budgetUsed.set({ budget }, usd === 0 ? 1 : used / usd)
  }
}
