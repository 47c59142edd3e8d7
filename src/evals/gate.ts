import type { Scorecard, ScorecardEntry } from './scorecard.ts'
import { interval, mean } from './statistics.ts'

export interface GateLimits {
  /** So many times the baseline's cost and latency are still good. */
  costFactor: number
  latencyFactor: number
}

export interface Verdict {
  passed: boolean
  /** A sentence for each thing that got worse. */
  reasons: string[]
  /** What should be known besides. */
  notes: string[]
}

/** Scores differ by chance where models do; a must case falls when it loses more than this. */
const mustTolerance = 0.005
const quoteTolerance = 0.005
/** A kept example that no baseline knows yet has to reach so much. */
const goldFloor = 0.6
/** Below this many seconds latency is noise. */
const leastSeconds = 1

/** Whether the first entry of a scorecard is as good as the first one of a baseline, on the cases that both have. */
export function gate(baseline: Scorecard, now: Scorecard, limits: GateLimits): Verdict {
  const common = now.cases.flatMap((each) => {
    const before = baseline.cases.find(({ id }) => id === each.id)
    return before ? [{ id: each.id, tags: each.tags, before: scoresOf(before), after: scoresOf(each) }] : []
  })
  const [entry] = now.entries
  const [old] = baseline.entries
  const gold = newGold(baseline, now)
  if (!entry || !old || common.length + gold.length === 0)
    return { passed: false, reasons: ['The baseline has no case in common with this data set.'], notes: [] }
  const reasons = [
    ...mustReasons(common),
    ...goldReasons(gold),
    ...meanReasons(common),
    ...forbiddenReasons(common),
    ...quoteReasons(old, entry),
    ...costReasons({ old, entry, limits }, now.cases.length / baseline.cases.length),
    ...latencyReasons({ old, entry, limits }),
  ]
  return { passed: reasons.length === 0, reasons, notes: notesOf(baseline, now, common.length) }
}

interface Common {
  id: string
  tags: string[]
  before: { score: number; forbidden: number }
  after: { score: number; forbidden: number }
}

function scoresOf({ scores, forbidden }: Scorecard['cases'][number]): Common['before'] {
  return { score: scores[0] ?? 0, forbidden: forbidden[0] ?? 0 }
}

function mustReasons(common: Common[]): string[] {
  return common
    .filter(({ tags, before, after }) => tags.includes('must') && after.score < before.score - mustTolerance)
    .map(
      ({ id, before, after }) =>
        `The must case ${id} fell from ${percent(before.score)} to ${percent(after.score)}.`,
    )
}

// A result that people picked and kept: what asks the same should come near it, before any baseline knows it.
function newGold(baseline: Scorecard, now: Scorecard): Scorecard['cases'] {
  return now.cases.filter(
    ({ id, tags }) => tags.includes('gold') && !baseline.cases.some((before) => before.id === id),
  )
}

function goldReasons(gold: Scorecard['cases']): string[] {
  return gold
    .filter(({ scores }) => (scores[0] ?? 0) < goldFloor)
    .map(
      ({ id, scores }) =>
        `The example ${id}, which the baseline does not know, reaches only ${percent(scores[0] ?? 0)}; ${percent(goldFloor)} is asked of it.`,
    )
}

// Each case is its own measure: what differs is the change, not how hard the cases are.
function meanReasons(common: Common[]): string[] {
  if (common.length === 0) return []
  const changes = common.map(({ before, after }) => after.score - before.score)
  const [low, high] = interval(changes)
  if (high >= 0) return []
  return [
    `The mean fell by ${points(-mean(changes))} points (95 % interval ${points(-high)} to ${points(-low)}), over ${common.length} cases.`,
  ]
}

function forbiddenReasons(common: Common[]): string[] {
  const before = common.reduce((sum, each) => sum + each.before.forbidden, 0)
  const after = common.reduce((sum, each) => sum + each.after.forbidden, 0)
  return after > before ? [`Findings that are not there rose from ${before} to ${after}.`] : []
}

function quoteReasons(old: ScorecardEntry, entry: ScorecardEntry): string[] {
  const [before, after] = [old, entry].map(({ quotes }) => (quotes.of === 0 ? 1 : quotes.is / quotes.of))
  if ((after ?? 1) >= (before ?? 1) - quoteTolerance) return []
  return [`Quotes that stand in their document fell from ${percent(before ?? 1)} to ${percent(after ?? 1)}.`]
}

interface Pair {
  old: ScorecardEntry
  entry: ScorecardEntry
  limits: GateLimits
}

function costReasons({ old, entry, limits }: Pair, share: number): string[] {
  if (!old.cost_usd || entry.cost_usd === null) return []
  const factor = entry.cost_usd / (old.cost_usd * share)
  return factor <= limits.costFactor
    ? []
    : [`It costs ${factor.toFixed(2)} times as much; ${limits.costFactor} is allowed.`]
}

function latencyReasons({ old, entry, limits }: Pair): string[] {
  const [before, after] = [old.seconds.p95, entry.seconds.p95]
  if (before === null || after === null || before < leastSeconds || after < leastSeconds) return []
  const factor = after / before
  return factor <= limits.latencyFactor
    ? []
    : [`The slowest (p95) takes ${factor.toFixed(2)} times as long; ${limits.latencyFactor} is allowed.`]
}

function notesOf(baseline: Scorecard, now: Scorecard, common: number): string[] {
  const [old, entry] = [baseline.entries[0], now.entries[0]]
  return [
    common < now.cases.length
      ? `${now.cases.length - common} cases are new and not compared; kept examples among them have to reach ${percent(goldFloor)}.`
      : '',
    common < baseline.cases.length
      ? `${baseline.cases.length - common} cases of the baseline were not asked.`
      : '',
    baseline.data_set_hash === now.data_set_hash ? '' : 'The data set is not the one of the baseline.',
    old?.model === entry?.model ? '' : `The baseline is of ${old?.model ?? ''}.`,
  ].filter((note) => note !== '')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function points(share: number): string {
  return (share * 100).toFixed(1)
}
