import { html } from 'hono/html'
import type { TaskDetail } from '../read-task.ts'
import { stretches } from './chart.ts'
import { lookOf, stateBadge } from './state.ts'
import { number, table, text, type Html } from './table.ts'
import { count, duration, exactTime, short, usd } from './words.ts'

/** One task: when what of it ran, and every call. */
export function taskPage(task: TaskDetail, now: Date): Html[] {
  const start = task.created_at.getTime()
  const end = task.finished_at ?? now
  const seconds = Math.max(1, (end.getTime() - start) / 1000)
  const after = (at: Date | null) => (at === null ? null : (at.getTime() - start) / 1000)
  const several = task.variations > 1
  return [
    facts(task, seconds),
    html`<h2>What ran when</h2>`,
    stretches(
      `From the request to the end: ${duration(seconds)}`,
      task.subtasks.map(({ name, variation, state, started_at, finished_at }) => ({
        name: several ? `${name} · ${variation}` : name,
        look: lookOf(state),
        from: after(started_at),
        to: after(finished_at),
        words:
          started_at === null
            ? state
            : duration(((finished_at ?? end).getTime() - started_at.getTime()) / 1000),
      })),
      seconds,
    ),
    subtaskTable(task),
    callTable(task),
    html`<p class="lead">
      Prompts and answers of a call: <code>npx paralegal log show</code> with the beginning of its id.
    </p>`,
  ]
}

function facts(task: TaskDetail, seconds: number): Html {
  const paid = task.calls.reduce((sum, { cost_usd }) => sum + Number(cost_usd ?? 0), 0)
  const rows: [string, Html | string][] = [
    ['Id', html`<code>${task.id}</code>`],
    [
      'State',
      html`${stateBadge(task.state)}${task.error_code ? html` <code>${task.error_code}</code>` : ''}`,
    ],
    [
      'Analysis',
      `${task.analysis}, version ${task.prompt_version ?? '?'} (${task.prompt_hash?.slice(0, 8) ?? '?'})`,
    ],
    ['Model', task.model],
    ['Lane', task.lane],
    ['Document', task.kind ? `${task.kind}, ${count(task.byte_size ?? 0)} bytes` : 'not here'],
    ['Asked for', exactTime(task.created_at)],
    ['Started', exactTime(task.started_at)],
    ['First finding', exactTime(task.first_finding_at)],
    ['Ended', exactTime(task.finished_at)],
    ['Took', duration(seconds)],
    [
      'Paid',
      `${usd(paid)}${task.estimate_usd === null ? '' : `, reckoned ${usd(Number(task.estimate_usd))}`}`,
    ],
  ]
  return html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`
}

function subtaskTable({ subtasks, calls }: TaskDetail): Html {
  const columns = [
    text('Question'),
    text('Kind'),
    number('Answer'),
    text('State'),
    number('Run'),
    number('Calls'),
    text('Started'),
  ]
  return table(
    'Questions',
    columns,
    subtasks.map((each) => [
      each.name,
      each.kind,
      each.variation,
      html`${stateBadge(each.state)}${each.error_code ? html` <code>${each.error_code}</code>` : ''}`,
      each.run,
      calls.filter((call) => call.name === each.name && call.variation === each.variation).length,
      exactTime(each.started_at),
    ]),
  )
}

function callTable({ calls }: TaskDetail): Html {
  const columns = [
    text('Call'),
    text('Question'),
    text('State'),
    text('Model'),
    number('Waited'),
    number('First word'),
    number('Took'),
    number('Tokens in'),
    number('From cache'),
    number('Out'),
    number('Paid'),
    text('At'),
  ]
  return table(
    'Calls of models',
    columns,
    calls.map((call) => [
      html`<code>${short(call.id)}</code>`,
      `${call.name}${call.purpose === 'answer' ? '' : `, ${call.purpose}`}`,
      html`${stateBadge(call.state)}${call.error_code ? html` <code>${call.error_code}</code>` : ''}`,
      `${call.provider}/${call.model_requested}`,
      inSeconds(call.waited_ms),
      inSeconds(call.ms_to_first_token),
      inSeconds(call.ms),
      tokens(call.input_tokens),
      tokens(call.cache_read_tokens),
      tokens(call.output_tokens),
      call.cost_usd === null ? '–' : usd(Number(call.cost_usd)),
      exactTime(call.created_at),
    ]),
  )
}

function inSeconds(ms: number | null): string {
  return duration(ms === null ? null : ms / 1000)
}

function tokens(number_: number | null): string {
  return number_ === null ? '–' : count(number_)
}
