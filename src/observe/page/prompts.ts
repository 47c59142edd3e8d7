import { html } from 'hono/html'
import type { QuoteRow, TemplateRow } from '../read-prompts.ts'
import { number, table, text, type Html } from './table.ts'
import { count, share, usd } from './words.ts'

/** Which prompts fail: answers of no use, and quotes that are not in the document. */
export function promptsPage(templates: TemplateRow[], of: { quotes: QuoteRow[]; days: number }): Html[] {
  const link = (days: number) =>
    html`<a href="/operator/prompts?days=${days}" ${days === of.days ? html`aria-current="page"` : ''}
      >${days === 1 ? '1 day' : `${days} days`}</a
    >`
  return [
    html`<p class="lead">
        ${of.days === 1 ? 'Of the last day' : `Of the last ${of.days} days`}, the worst first. Of no use: an
        answer that could not be read, or a refusal. Failed: those, and calls that the provider did not
        answer. Repairs: calls that ask again after an answer of no use.
      </p>
      <nav class="filters" aria-label="Range">${[1, 7, 30].map(link)}</nav>`,
    table(
      'Prompts',
      [
        text('Template'),
        text('Analysis'),
        number('Calls'),
        number('Of no use'),
        number('Failed'),
        number('Repairs'),
        number('Paid a call'),
      ],
      templates.map((row) => [
        html`<code>${row.template}</code>`,
        `${row.analysis} v${row.version}`,
        count(row.calls),
        loud(row.useless, row.calls, 0.05),
        loud(row.failed, row.calls, 0.1),
        count(row.repairs),
        usd(row.usd / row.calls),
      ]),
    ),
    table(
      'Quotes',
      [text('Analysis'), number('Quotes'), number('Not found'), number('Mended')],
      of.quotes.map((row) => [
        `${row.analysis} v${row.version}`,
        count(row.quotes),
        loud(row.unverified, row.quotes, 0.05),
        share(row.repaired, row.quotes),
      ]),
    ),
    html`<p class="lead">
      Not found: words that the answer gives as a quote and that are not in the document. Mended: found, with
      small differences.
    </p>`,
  ]
}

function loud(part: number, whole: number, limit: number): Html | string {
  const words = share(part, whole)
  return part > whole * limit ? html`<strong class="bad-text">${words}</strong>` : words
}
