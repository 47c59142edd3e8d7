import type { EvalPlan } from './eval-plan.ts'
import type { Graded } from './grade-eval.ts'
import type { Scorecard, ScorecardEntry } from './scorecard.ts'

/** The same in Markdown: an overview, then each case with what was missed and what is false. */
export function markdownReport(plan: EvalPlan, graded: Graded[], card: Scorecard): string {
  return [
    `# Evaluation of ${plan.analysis}`,
    `${card.cases.length} cases of ${plan.dataSet}, each asked ${plan.repeat === 1 ? 'once' : `${plan.repeat} times`}. Run ${plan.id}.`,
    overview(card),
    ...(card.judge ? [judgeLine(card.judge)] : []),
    '## Cases',
    ...plan.cases.map((each) => caseOf(each.id, graded)),
    `The score of an answer is the weighted mean of the graders that apply: ${weightsLine}. A failed task has 0.`,
  ].join('\n\n')
}

const weightsLine =
  'expected findings 3, forbidden findings 2, checks on the text 2, all parts answered 1, quotes in the document 1, likeness to the ideal answer 1'

/** The head of a report, also for the terminal. */
export function overview({ entries }: Scorecard): string {
  const head = [
    'model',
    'version',
    'mean',
    '95 % interval',
    'spread',
    'quotes',
    'found',
    'false',
    'failed',
    'people',
    'cost',
    'p50',
    'p95',
  ]
  const rows = entries.map((entry) => [
    entry.model,
    `v${entry.version} ${entry.hash.slice(0, 8)}`,
    percent(entry.mean),
    `${percent(entry.interval[0])} – ${percent(entry.interval[1])}`,
    percent(entry.spread),
    share(entry.quotes),
    share(entry.findings),
    entry.forbidden.of === 0 ? '—' : `${entry.forbidden.is} of ${entry.forbidden.of}`,
    String(entry.failed),
    entry.people === null ? '—' : entry.people.toFixed(1),
    entry.cost_usd === null ? 'unknown' : `$${entry.cost_usd.toFixed(4)}`,
    ...secondsOf(entry),
  ])
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** "The judge (…, prompt v1) finds 3 answers better than the ideal one…". */
export function judgeLine(judge: NonNullable<Scorecard['judge']>): string {
  const { better, worse, undecided, model, version, hash } = judge
  return `The judge (${model}, prompt v${version} ${hash.slice(0, 8)}), asked in both orders, finds ${better} answers better than the ideal one, ${worse} worse, ${undecided} undecided.`
}

function caseOf(id: string, graded: Graded[]): string {
  const results = graded.filter(({ caseId }) => caseId === id)
  const lines = results.flatMap((each) => [
    `- ${each.model} v${each.view.receipt.promptVersion ?? '?'}${each.repeat > 1 ? `, time ${each.repeat}` : ''}: ${percent(each.score)} (task ${each.taskId.slice(0, 8)})`,
    ...each.grades.flatMap(({ faults }) => faults).map((fault) => `  - ${escaped(fault)}`),
  ])
  return [`### ${escaped(id)}`, lines.join('\n')].join('\n\n')
}

function secondsOf({ seconds }: ScorecardEntry): string[] {
  return [seconds.p50, seconds.p95].map((each) => (each === null ? '—' : `${each.toFixed(1)} s`))
}

function share({ of, is }: { of: number; is: number }): string {
  return of === 0 ? '—' : `${percent(is / of)} of ${of}`
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}

// Documents' words are shown, not read as markup.
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ')
}
