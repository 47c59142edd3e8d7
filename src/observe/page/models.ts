import { html } from 'hono/html'
import type { RateLimit } from '../read-limits.ts'
import type { ModelRow } from '../read-models.ts'
import { meter } from './chart.ts'
import { number, table, text, type Html } from './table.ts'
import { amount, count, duration, share } from './words.ts'

export interface ModelsOf {
  models: ModelRow[]
  failures: { model: string; code: string; count: number }[]
  limits: RateLimit[]
}

const limitNames = { requests: 'requests', input: 'tokens in', output: 'tokens out' }

/** How the models answer, and what their providers still allow. */
export function modelsPage({ models, failures, limits }: ModelsOf): Html[] {
  return [
    html`<p class="lead">
      Calls of the last 24 hours, and the providers’ limits as all processes share them.
    </p>`,
    table(
      'Calls',
      [
        text('Model'),
        number('Calls'),
        number('Failed'),
        number('First word'),
        number('Answer, half of them'),
        number('Answer, 95 of 100'),
        number('Waited before'),
      ],
      models.map((row) => [
        row.model,
        count(row.calls),
        share(row.failed, row.calls),
        seconds(row.firstTokenMs),
        seconds(row.medianMs),
        seconds(row.slowMs),
        seconds(row.waitedMs),
      ]),
    ),
    table(
      'Why calls failed',
      [text('Code'), text('Model'), number('Calls')],
      failures.map((row) => [html`<code>${row.code}</code>`, row.model, count(row.count)]),
    ),
    table(
      'Rate limits',
      [text('Model'), text('Limit'), number('A minute'), text('Left'), text('Asked')],
      limits.flatMap(limitRows),
    ),
  ]
}

function limitRows({ modelGroup, pausedSeconds, left }: RateLimit) {
  const asked =
    pausedSeconds > 0 ? html`<span class="bad-text">not for ${duration(pausedSeconds)}</span>` : 'yes'
  if (left.length === 0) return [[modelGroup, 'none named', '–', '–', asked]]
  return left.map(({ of, perMinute, share: part }) => [
    modelGroup,
    limitNames[of],
    amount(perMinute),
    // Full is good here.
    meter(part, share(part, 1)),
    asked,
  ])
}

function seconds(ms: number | null): string {
  return duration(ms === null ? null : ms / 1000)
}
