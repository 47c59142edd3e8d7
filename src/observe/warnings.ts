import type { BudgetUse } from './read-budgets.ts'
import type { RateLimit } from './read-limits.ts'
import type { Load } from './read-load.ts'
import type { Overview } from './read-overview.ts'
import type { SeenProcess } from './read-processes.ts'
import { count, duration, share, usd } from './page/words.ts'

export interface Warning {
  words: string
  /** Where there is more about it. */
  path: string
}

/** Longer than this and people notice. */
const longWaitSeconds = 60
const longPostSeconds = 300
const fullShare = 0.8

/** What somebody should look at. The example rules of docs/observe.md warn of the same. */
export function warnings(of: {
  load: Load
  overview: Overview
  processes: SeenProcess[]
  limits: RateLimit[]
  uses: BudgetUse[]
}): Warning[] {
  const { queues, posts } = of.load
  const { done, failed } = of.overview.day
  const workers = of.processes.filter(({ isLive, kinds }) => isLive && kinds.length > 0)
  const queue = '/operator/queue'
  return [
    ...(workers.length === 0 ? [{ words: 'No process takes jobs.', path: queue }] : []),
    ...queues
      .filter(({ oldestSeconds }) => oldestSeconds > longWaitSeconds)
      .map(({ kind, ready, oldestSeconds }) => ({
        words: `${kind}: ${count(ready)} wait, the oldest for ${duration(oldestSeconds)}. More workers, or a model that is slow?`,
        path: queue,
      })),
    ...queues
      .filter(({ dead }) => dead > 0)
      .map(({ kind, dead }) => ({
        words: `${kind}: ${count(dead)} of the last day died with their processes. The log has more: memory, or a crash?`,
        path: queue,
      })),
    ...posts
      .filter(({ oldestSeconds }) => oldestSeconds > longPostSeconds)
      .map((post) => ({
        words: `${count(post.count)} messages wait to be posted in Slack (${post.state}), one for ${duration(post.oldestSeconds)}.`,
        path: queue,
      })),
    ...(failed > 0 && failed > (done + failed) / 10
      ? [
          {
            words: `${share(failed, done + failed)} of the tasks of 24 hours failed.`,
            path: '/operator/tasks?show=failed',
          },
        ]
      : []),
    ...of.uses
      .filter(({ spent, usd: budget }) => spent > budget * fullShare)
      .map(({ of: whose, spent, usd: budget }) => ({
        words: `${budgetNames[whose]} is used up to ${share(spent, budget)} of ${usd(budget)}.`,
        path: '/operator/costs',
      })),
    ...of.limits
      .filter(({ pausedSeconds }) => pausedSeconds > 0)
      .map(({ modelGroup, pausedSeconds }) => ({
        words: `${modelGroup} is not asked for ${duration(pausedSeconds)}: its provider is overloaded or said so.`,
        path: '/operator/models',
      })),
  ]
}

export const budgetNames: Record<BudgetUse['of'], string> = {
  day: 'The day’s budget for everybody',
  user: 'One person’s budget of the day',
  channel: 'One channel’s budget of the day',
}
