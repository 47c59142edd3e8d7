import { html } from 'hono/html'
import { linesPerPage, shows, slowDays, type CodeCount, type Show, type TaskLine } from '../read-tasks.ts'
import { stateBadge } from './state.ts'
import { number, table, text, type Html } from './table.ts'
import { count, duration, exactTime, short, usd } from './words.ts'

const titles: Record<Show, string> = {
  latest: 'Latest',
  open: 'Open',
  slow: 'Slowest',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

const leads: Record<Show, string> = {
  latest: 'All tasks, the latest first.',
  open: 'Tasks that have not ended; their time goes on.',
  slow: `The tasks of the last ${slowDays} days that took longest from the request to the end.`,
  failed: 'Tasks that failed or ran out of time.',
  cancelled: 'Tasks that a person ended.',
}

/** Tasks in lines, with a link to each. */
export function tasksPage(tasks: TaskLine[], of: { show: Show; codes: CodeCount[] }): Html[] {
  const links = shows.map(
    (show) =>
      html`<a href="/operator/tasks?show=${show}" ${show === of.show ? html`aria-current="page"` : ''}
        >${titles[show]}</a
      >`,
  )
  const codes =
    of.show === 'failed'
      ? table(
          `Why, of the last ${slowDays} days`,
          [text('Code'), text('Analysis'), number('Tasks')],
          of.codes.map(({ code, analysis, count: tasksOf }) => [
            html`<code>${code}</code>`,
            analysis,
            count(tasksOf),
          ]),
        )
      : html``
  return [
    html`<p class="lead">${leads[of.show]}</p>
      <nav class="filters" aria-label="Which tasks">${links}</nav>`,
    codes,
    taskTable(titles[of.show], tasks),
    older(tasks, of.show),
  ]
}

export function taskTable(caption: string, tasks: TaskLine[]): Html {
  return table(caption, columns, tasks.map(lineOf))
}

const columns = [
  text('Task'),
  text('State'),
  text('Analysis'),
  text('Lane'),
  text('Asked for'),
  number('Took'),
  number('First finding'),
  number('Answers'),
  number('Paid'),
]

function lineOf(task: TaskLine) {
  return [
    html`<a href="/operator/tasks/${task.id}"><code>${short(task.id)}</code></a>`,
    html`${stateBadge(task.state)}${task.code === null ? '' : html` <code>${task.code}</code>`}`,
    `${task.analysis} v${task.version ?? '?'}`,
    task.lane,
    exactTime(task.createdAt),
    duration(task.seconds),
    duration(task.firstFindingSeconds),
    task.variations,
    task.usd === null ? '–' : usd(task.usd),
  ]
}

function older(tasks: TaskLine[], show: Show): Html {
  const last = tasks.at(-1)
  if (show === 'slow' || !last || tasks.length < linesPerPage) return html``
  const before = encodeURIComponent(last.createdAt.toISOString())
  return html`<p><a href="/operator/tasks?show=${show}&amp;before=${before}">Older ones</a></p>`
}
