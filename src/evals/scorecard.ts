import { z } from 'zod'
import type { EvalPlan } from './eval-plan.ts'
import type { Graded } from './grade-eval.ts'
import { deviation, interval, mean, percentile } from './statistics.ts'

const Share = z.object({ of: z.int(), is: z.int() })

const Entry = z.object({
  model: z.string(),
  version: z.int(),
  hash: z.string(),
  commit: z.string().nullable(),
  /** 0 to 1. */
  mean: z.number(),
  /** 95 %. */
  interval: z.tuple([z.number(), z.number()]),
  /** Standard deviation of a case's scores over repeats, on average. */
  spread: z.number(),
  /** Quotes that were checked, and those that stand in their document. */
  quotes: Share,
  /** Expected findings, and those that were found. */
  findings: Share,
  /** Forbidden findings, and those that were found all the same. */
  forbidden: Share,
  failed: z.int(),
  /** 1 to 5; null where nobody said anything. */
  people: z.number().nullable(),
  /** US dollars; null where a price is unknown. */
  cost_usd: z.number().nullable(),
  seconds: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
})

const CaseScore = z.object({
  id: z.string(),
  tags: z.array(z.string()),
  /** By entry, in their order: the mean over repeats. */
  scores: z.array(z.number()),
  forbidden: z.array(z.int()),
})

/** What an evaluation found, as programs read it and as baselines are kept: fields are added, never renamed or removed. */
export const Scorecard = z.object({
  analysis: z.string(),
  run: z.string(),
  data_set: z.string(),
  data_set_hash: z.string(),
  repeat: z.int(),
  entries: z.array(Entry).min(1),
  cases: z.array(CaseScore),
  /** What a model said that compared every answer with its ideal one, in both orders; it does not count in the mean. */
  judge: z
    .object({
      model: z.string(),
      version: z.int(),
      hash: z.string(),
      better: z.int(),
      worse: z.int(),
      /** Also where the two orders gave different winners. */
      undecided: z.int(),
    })
    .nullable()
    .default(null),
})
export type Scorecard = z.infer<typeof Scorecard>
export type ScorecardEntry = z.infer<typeof Entry>

/** Adds an evaluation up: an entry for each model and version. */
export function scorecardOf(plan: EvalPlan, graded: Graded[]): Scorecard {
  const pairs = plan.models.flatMap((model) => plan.versions.map((version) => ({ model, version })))
  const groups = pairs.map(({ model, version }) => ({
    model,
    version,
    results: graded.filter((each) => each.model === model && each.promptHash === version.hash),
  }))
  return {
    analysis: plan.analysis,
    run: plan.id,
    data_set: plan.dataSet,
    data_set_hash: plan.dataSetHash,
    repeat: plan.repeat,
    judge: null,
    entries: groups.map(entryOf),
    cases: plan.cases.map(({ id, tags }) => {
      const of = groups.map(({ results }) => results.filter(({ caseId }) => caseId === id))
      return {
        id,
        tags,
        scores: of.map((results) => rounded(mean(results.map(({ score }) => score)))),
        forbidden: of.map((results) => Math.max(0, ...results.map(forbiddenIn))),
      }
    }),
  }
}

interface Group {
  model: string
  version: EvalPlan['versions'][number]
  results: Graded[]
}

function entryOf({ model, version, results }: Group): ScorecardEntry {
  const byCase = [...Map.groupBy(results, ({ caseId }) => caseId).values()]
  const means = byCase.map((same) => mean(same.map(({ score }) => score)))
  const [low, high] = interval(means)
  const people = results.flatMap((each) => each.people)
  const costs = results.map(({ view }) => view.receipt.costUsd)
  const seconds = results.flatMap(({ view }) => view.receipt.seconds ?? [])
  return {
    model,
    version: version.version,
    hash: version.hash,
    commit: version.gitCommit,
    mean: rounded(mean(means)),
    interval: [rounded(low), rounded(high)],
    spread: rounded(mean(byCase.map((same) => deviation(same.map(({ score }) => score))))),
    quotes: sum(results, ({ view: { quotes } }) => ({
      of: quotes.checked,
      is: quotes.verified + quotes.repaired,
    })),
    findings: sum(results, (each) => shareOf(each, 'findings', countExpected(each))),
    forbidden: sum(results, (each) => ({ of: countForbidden(each), is: forbiddenIn(each) })),
    failed: results.filter(({ view }) => view.state !== 'done').length,
    people: people.length === 0 ? null : rounded(mean(people)),
    cost_usd: costs.includes(null) ? null : costs.reduce<number>((total, cost) => total + (cost ?? 0), 0),
    seconds: { p50: percentile(seconds, 0.5), p95: percentile(seconds, 0.95) },
  }
}

function countExpected({ of }: Graded): number {
  const expected = of.checks.filter((check) => check.kind === 'finding')
  return new Set(expected.map(({ title }) => title.toLowerCase())).size
}

function countForbidden({ of }: Graded): number {
  return of.checks.filter(({ kind }) => kind === 'no-finding').length
}

function forbiddenIn(each: Graded): number {
  const { of, is } = shareOf(each, 'forbidden', countForbidden(each))
  return of - is
}

// A task that failed found nothing, so nothing that is forbidden either.
function shareOf({ grades, view }: Graded, grader: string, of: number): { of: number; is: number } {
  const grade = grades.find((each) => each.grader === grader)
  if (grade) return { of, is: Math.round(grade.score * of) }
  return { of, is: grader === 'forbidden' && view.state !== 'done' ? of : 0 }
}

function sum(
  results: Graded[],
  of: (each: Graded) => { of: number; is: number },
): { of: number; is: number } {
  return results
    .map(of)
    .reduce((total, each) => ({ of: total.of + each.of, is: total.is + each.is }), { of: 0, is: 0 })
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
