import { diffWordsWithSpace } from 'diff'
import type { EvalPlan } from './eval-plan.ts'
import type { Graded } from './grade-eval.ts'
import { textOf } from './graders/grade.ts'
import { judgeLine } from './report-markdown.ts'
import { reportStyle } from './report-style.ts'
import type { Scorecard, ScorecardEntry } from './scorecard.ts'

/** Longer answers are cut in the page; results.csv has them whole. */
const maxAnswer = 6000

/** One page with everything in it: nothing is loaded from anywhere, and no script runs. */
export function htmlReport(plan: EvalPlan, graded: Graded[], card: Scorecard): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evaluation of ${escaped(plan.analysis)}</title>
<style>${reportStyle}</style>
<h1>Evaluation of ${escaped(plan.analysis)}</h1>
<p class="muted">${card.cases.length} cases of ${escaped(plan.dataSet)}, each asked ${plan.repeat === 1 ? 'once' : `${plan.repeat} times`} · run ${plan.id}</p>
${overviewTable(card)}
${card.judge ? `<p>${escaped(judgeLine(card.judge))}</p>` : ''}
<p class="muted">The score of an answer is the weighted mean of the graders that apply: expected findings 3, forbidden findings 2, checks on
the text 2, all parts answered 1, quotes in the document 1, likeness to the ideal answer 1. A failed task has 0. The interval is a 95 % bootstrap over cases.</p>
${plan.cases.map(({ id, tags }) => caseSection(id, tags, graded)).join('\n')}
</html>
`
}

function overviewTable({ entries }: Scorecard): string {
  const head = [
    'Model',
    'Version',
    'Mean',
    '',
    'Quotes',
    'Found',
    'False',
    'Failed',
    'People',
    'Cost',
    'p50',
    'p95',
  ]
  return `<div class="wide"><table><thead><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr></thead>
<tbody>${entries.map(entryRow).join('\n')}</tbody></table></div>`
}

function entryRow(entry: ScorecardEntry): string {
  const { findings, forbidden, interval, people, quotes, seconds } = entry
  const cells = [
    escaped(entry.model),
    `v${entry.version} <code>${entry.hash.slice(0, 8)}</code>`,
    `<strong>${percent(entry.mean)}</strong> <span class="muted">${percent(interval[0])}–${percent(interval[1])}, spread ${percent(entry.spread)}</span>`,
    bar(entry.mean, interval),
    share(quotes),
    share(findings),
    forbidden.of === 0 ? '—' : `${forbidden.is} of ${forbidden.of}`,
    String(entry.failed),
    people === null ? '—' : people.toFixed(1),
    entry.cost_usd === null ? 'unknown' : `$${entry.cost_usd.toFixed(4)}`,
    ...[seconds.p50, seconds.p95].map((each) => (each === null ? '—' : `${each.toFixed(1)} s`)),
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function bar(mean: number, [low, high]: [number, number]): string {
  return `<svg width="120" height="14" role="img" aria-label="${percent(mean)}"><rect class="track" width="120" height="14" rx="3"/><rect class="range" x="${at(low)}" width="${at(Math.max(0.01, high - low))}" height="14"/><rect class="mark" x="${at(mean)}" width="2" height="14"/></svg>`
}

function at(part: number): string {
  return (part * 120).toFixed(1)
}

function caseSection(id: string, tags: string[], graded: Graded[]): string {
  const results = graded.filter(({ caseId }) => caseId === id)
  const [first] = results
  const worst = Math.min(...results.map(({ score }) => score))
  return `<details${worst < 0.5 ? ' open' : ''}><summary><strong>${escaped(id)}</strong> ${tags.map((tag) => `<span class="tag">${escaped(tag)}</span>`).join(' ')} <span class="muted">${results.map(({ score }) => percent(score)).join(' · ')}</span></summary>
<div class="answers">${results.map((each) => answer(each, each === first ? null : (first ?? null))).join('\n')}</div>
${idealOf(first)}</details>`
}

function answer(each: Graded, first: Graded | null): string {
  const faults = each.grades.flatMap(({ grader, faults: of }) => of.map((fault) => ({ grader, fault })))
  const text = cut(textOf(each.view))
  const other = first ? cut(textOf(first.view)) : null
  return `<section><h3>${escaped(each.model)} v${each.view.receipt.promptVersion ?? '?'} <code>${each.promptHash.slice(0, 8)}</code>${each.repeat > 1 ? `, time ${each.repeat}` : ''}: ${percent(each.score)}</h3>
<p class="muted">task ${each.taskId.slice(0, 8)} · ${each.grades.map(({ grader, score }) => `${grader} ${percent(score)}`).join(' · ')}</p>
${faults.length === 0 ? '<p class="good">Nothing missed, nothing false.</p>' : `<ul>${faults.map(({ grader, fault }) => `<li class="${grader === 'forbidden' ? 'false' : 'missed'}">${escaped(fault)}</li>`).join('')}</ul>`}
<pre>${other === null || other === text ? escaped(text) : differences(other, text)}</pre></section>`
}

// What the first answer of the case has and this one has not, and the other way round.
function differences(before: string, after: string): string {
  return diffWordsWithSpace(before, after)
    .map(({ added, removed, value }) => {
      if (added) return `<ins>${escaped(value)}</ins>`
      return removed ? `<del>${escaped(value)}</del>` : escaped(value)
    })
    .join('')
}

function idealOf(each: Graded | undefined): string {
  const ideal = each?.of.idealOutput ?? ''
  return ideal === '' ? '' : `<h3>Ideal answer</h3><pre>${escaped(cut(ideal))}</pre>`
}

function cut(text: string): string {
  return text.length <= maxAnswer ? text : `${text.slice(0, maxAnswer)} […]`
}

function share({ of, is }: { of: number; is: number }): string {
  return of === 0 ? '—' : `${percent(is / of)} <span class="muted">of ${of}</span>`
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
