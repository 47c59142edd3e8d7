import { html } from 'hono/html'
import type { Load, QueueLoad } from '../read-load.ts'
import type { SeenProcess } from '../read-processes.ts'
import { stateBadge } from './state.ts'
import { number, table, text, type Html } from './table.ts'
import { count, duration, exactTime, megabytes } from './words.ts'

/** What waits, what runs, and who does it. */
export function queuePage(load: Load, processes: SeenProcess[]): Html[] {
  return [
    html`<p class="lead">
      Jobs by kind. Counts are at most a few seconds old. Dead ones died with their processes, too often; they
      go from this list after a day.
    </p>`,
    table(
      'Jobs',
      [
        text('Kind'),
        number('Ready'),
        number('Oldest waits'),
        number('Worked on'),
        number('Slots'),
        number('Later'),
        number('Dead'),
      ],
      busyFirst(load.queues).map((queue) => [
        queue.kind,
        count(queue.ready),
        queue.ready === 0 ? '–' : duration(queue.oldestSeconds),
        count(queue.active),
        count(slotsOf(processes, queue.kind)),
        count(queue.later),
        queue.dead === 0 ? '0' : html`<span class="bad-text">${count(queue.dead)}</span>`,
      ]),
    ),
    table(
      'Open tasks',
      [text('Lane'), text('State'), number('Tasks'), number('Oldest')],
      load.tasks.map((task) => [
        task.lane,
        stateBadge(task.state),
        count(task.count),
        duration(task.oldestSeconds),
      ]),
    ),
    table(
      'To be posted in Slack',
      [text('State'), number('Messages and files'), number('Oldest')],
      load.posts.map((post) => [post.state, count(post.count), duration(post.oldestSeconds)]),
    ),
    html`<h2>Processes</h2>
      <p class="lead">
        Each says every half minute how it is; one that has not for a minute and a half is silent.
      </p>`,
    table(
      'Processes of the last week',
      [
        text('Process'),
        text('State'),
        text('Started'),
        text('Last heard'),
        number('Memory'),
        number('Longest hold-up'),
        text('Jobs in hand'),
      ],
      processes
        .slice(0, 50)
        .map((each) => [
          html`<code>${each.host}</code> · ${each.pid}`,
          processState(each),
          exactTime(each.startedAt),
          exactTime(each.heardAt),
          megabytes(each.memory),
          each.loopDelayMs === null ? '–' : `${count(Math.round(each.loopDelayMs))} ms`,
          inHand(each),
        ]),
    ),
  ]
}

function busyFirst(queues: QueueLoad[]): QueueLoad[] {
  return queues.toSorted((a, b) => isBusy(b) - isBusy(a))
}

function isBusy({ ready, later, active, dead }: QueueLoad): number {
  return Number(ready + later + active + dead > 0)
}

function slotsOf(processes: SeenProcess[], kind: string): number {
  return processes
    .filter(({ isLive }) => isLive)
    .flatMap(({ kinds }) => kinds.filter((each) => each.kind === kind))
    .reduce((sum, { slots }) => sum + slots, 0)
}

function processState({ isLive, stoppedAt }: SeenProcess): Html {
  if (isLive) return html`<span class="state good">live</span>`
  return stoppedAt
    ? html`<span class="state calm">stopped</span>`
    : html`<span class="state bad">silent</span>`
}

function inHand({ kinds, isLive }: SeenProcess): string {
  if (!isLive) return '–'
  if (kinds.length === 0) return 'takes none'
  const busy = kinds.filter(({ active }) => active > 0)
  return busy.map(({ kind, active, slots }) => `${kind} ${active} of ${slots}`).join(', ') || 'none'
}
