import { html } from 'hono/html'
import { budgetUse, type BudgetUse, type SpentToday } from '../read-budgets.ts'
import type { Budgets } from '../../environment.ts'
import type { CostRow } from '../read-costs.ts'
import type { Load } from '../read-load.ts'
import type { TaskLine } from '../read-tasks.ts'
import type { Overview } from '../read-overview.ts'
import type { SeenProcess } from '../read-processes.ts'
import type { RateLimit } from '../read-limits.ts'
import { warnings } from '../warnings.ts'
import { bars } from './chart.ts'
import { costBars } from './costs.ts'
import type { Html } from './table.ts'
import { taskTable } from './tasks.ts'
import { count, duration, share, usd } from './words.ts'

export interface OverviewOf {
  overview: Overview
  load: Load
  processes: SeenProcess[]
  limits: RateLimit[]
  spent: SpentToday
  budgets: Budgets
  costs: CostRow[]
  failures: TaskLine[]
  days: string[]
}

const shownFailures = 6

/** How it goes, on one page. */
export function overviewPage(of: OverviewOf): Html[] {
  const uses = budgetUse(of.budgets, of.spent)
  return [
    notice(warnings({ ...of, uses })),
    tiles(of, uses),
    charts(of),
    taskTable('Latest failures', of.failures.slice(0, shownFailures)),
  ]
}

function notice(found: ReturnType<typeof warnings>): Html {
  if (found.length === 0) return html`<p class="fine">Nothing needs attention.</p>`
  return html`<div class="notice" role="status">
    <strong>Needs attention</strong>
    <ul>
      ${found.map(({ words, path }) => html`<li>${words} <a href="${path}">See</a></li>`)}
    </ul>
  </div>`
}

function tiles({ overview: { day }, load, processes, spent }: OverviewOf, uses: BudgetUse[]): Html {
  const budget = uses.find((use) => use.of === 'day')
  const ready = sum(load.queues.map((queue) => queue.ready))
  const oldest = Math.max(0, ...load.queues.map((queue) => queue.oldestSeconds))
  const ended = day.done + day.failed
  const each: [string, string, string?][] = [
    ['Open tasks', count(sum(load.tasks.map((task) => task.count)))],
    ['Jobs that wait', `${count(ready)}${ready === 0 ? '' : ` · ${duration(oldest)}`}`],
    ['Jobs being worked on', count(sum(load.queues.map((queue) => queue.active)))],
    ['Processes', count(processes.filter(({ isLive }) => isLive).length)],
    ['Done in 24 hours', count(day.done)],
    [
      'Failed in 24 hours',
      `${count(day.failed)} · ${share(day.failed, ended)}`,
      day.failed > ended / 10 ? 'bad' : '',
    ],
    ['Time to result, median', duration(day.medianSeconds)],
    ['Time to result, 95 %', duration(day.slowSeconds)],
    ['Time to first finding', duration(day.firstFindingSeconds)],
    ['Spent today', budget ? `${usd(spent.day)} of ${usd(budget.usd)}` : usd(spent.day)],
  ]
  return html`<ul class="tiles">
    ${each.map(([name, value, look]) => html`<li class="${look ?? ''}"><span>${name}</span><b>${value}</b></li>`)}
  </ul>`
}

function charts({ overview, costs, days }: OverviewOf): Html {
  return html`<div class="pair">
    ${bars({
      title: 'Tasks that ended, by hour (UTC)',
      series: [
        { name: 'done', look: 'good' },
        { name: 'failed', look: 'bad' },
        { name: 'cancelled', look: 'calm' },
      ],
      columns: overview.hours.map(({ at, done, failed, cancelled }) => ({
        label: `${String(at.getUTCHours()).padStart(2, '0')}:00`,
        values: [done, failed, cancelled],
      })),
      say: (value) => count(Math.round(value * 10) / 10),
      isHalf: true,
    })}
    ${costBars(costs, days, { isHalf: true })}
  </div>`
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
