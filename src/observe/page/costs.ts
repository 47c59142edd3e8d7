import { html } from 'hono/html'
import type { BudgetUse } from '../read-budgets.ts'
import type { CostRow } from '../read-costs.ts'
import { budgetNames } from '../warnings.ts'
import { bars, meter, type Series } from './chart.ts'
import { number, table, text, type Html } from './table.ts'
import { amount, count, share, usd } from './words.ts'

export interface CostsOf {
  costs: CostRow[]
  days: string[]
  uses: BudgetUse[]
}

/** What was paid: by day, model and analysis, and how far budgets are used up. */
export function costsPage({ costs, days, uses }: CostsOf): Html[] {
  const unpriced = costs.reduce((sum, row) => sum + row.unpriced, 0)
  return [
    rangeLinks(days.length),
    unpriced === 0
      ? html``
      : html`<div class="notice">
          ${count(unpriced)} calls have no known price and are not in these figures.
          <code>npx paralegal prices set</code> says what a model costs.
        </div>`,
    costBars(costs, days, { isHalf: false }),
    table(
      'Budgets of today (since midnight UTC)',
      [text('Budget'), text('Used'), number('Of')],
      uses.map((use) => [
        budgetNames[use.of],
        meter(use.usd === 0 ? 1 : use.spent / use.usd, `${share(use.spent, use.usd)} · ${usd(use.spent)}`),
        usd(use.usd),
      ]),
    ),
    summary(['By model', 'Model'], costs, (row) => row.model),
    summary(['By analysis', 'Analysis'], costs, (row) => row.analysis),
    summary(['By day', 'Day (UTC)'], costs.toReversed(), (row) => row.day),
  ]
}

const looks: Series['look'][] = ['first', 'second', 'third', 'fourth']

/** What was paid a day, by model: the dearest three, and the rest together. */
export function costBars(costs: CostRow[], days: string[], { isHalf }: { isHalf: boolean }): Html {
  const byModel = grouped(costs, ({ model }) => model).sort((a, b) => b.usd - a.usd)
  const shown = byModel.slice(0, byModel.length > 4 ? 3 : 4).map(({ name }) => name)
  const names = byModel.length > shown.length ? [...shown, 'others'] : shown
  return bars({
    title: `Paid a day (UTC), last ${days.length} days`,
    series: names.map((name, index) => ({ name, look: looks[index] ?? 'calm' })),
    columns: days.map((day) => {
      const ofDay = costs.filter((row) => row.day === day)
      return {
        label: day.slice(5),
        values: names.map((name) =>
          ofDay
            .filter(({ model }) => (name === 'others' ? !shown.includes(model) : model === name))
            .reduce((sum, row) => sum + row.usd, 0),
        ),
      }
    }),
    say: usd,
    isHalf,
  })
}

function rangeLinks(days: number): Html {
  const link = (each: number) =>
    html`<a href="/operator/costs?days=${each}" ${each === days ? html`aria-current="page"` : ''}
      >${each} days</a
    >`
  return html`<nav class="filters" aria-label="Range">${[7, 14, 30].map(link)}</nav>`
}

function summary(
  [caption, title]: [string, string],
  costs: CostRow[],
  nameOf: (row: CostRow) => string,
): Html {
  const columns = [
    text(title),
    number('Calls'),
    number('Tokens in'),
    number('From cache'),
    number('Tokens out'),
    number('Paid'),
  ]
  return table(
    caption,
    columns,
    grouped(costs, nameOf).map((row) => [
      row.name,
      count(row.calls),
      amount(row.inputTokens),
      share(row.cachedTokens, row.inputTokens),
      amount(row.outputTokens),
      usd(row.usd),
    ]),
  )
}

function grouped(costs: CostRow[], nameOf: (row: CostRow) => string) {
  const groups = new Map<
    string,
    Pick<CostRow, 'calls' | 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'usd'>
  >()
  for (const row of costs) {
    const sum = groups.get(nameOf(row))
    groups.set(nameOf(row), {
      calls: (sum?.calls ?? 0) + row.calls,
      inputTokens: (sum?.inputTokens ?? 0) + row.inputTokens,
      cachedTokens: (sum?.cachedTokens ?? 0) + row.cachedTokens,
      outputTokens: (sum?.outputTokens ?? 0) + row.outputTokens,
      usd: (sum?.usd ?? 0) + row.usd,
    })
  }
  return [...groups].map(([name, sums]) => ({ name, ...sums }))
}
