import type { Db } from '../db/connect.ts'
import { wilson } from '../evals/statistics.ts'
import { readFindings } from '../tasks/read-findings.ts'
import { passing } from '../tasks/variation-views.ts'
import { strengths, type Estimate } from './bradley-terry.ts'
import { judgeAgreement, type JudgeAgreement } from './judge-agreement.ts'
import {
  isByPeople,
  readBallots,
  type BallotFilter,
  type SettledBallot,
  type SettledOption,
} from './read-ballots.ts'

/** What people chose, and how often, of something that drafts are made with. */
export interface Standing {
  name: string
  /** Votes in which it met something else. */
  ballots: number
  wins: number
  winRate: Estimate
  /** How likely it is preferred to an average one. */
  strength: Estimate
}

export interface Stats {
  ballots: { closed: number; byPeople: number; byAgreement: number; byJudge: number }
  models: Standing[]
  versions: Standing[]
  /** Of the findings of several answers; null where there are none. */
  agreement: { findings: number; inAll: number; share: number } | null
  judge: (JudgeAgreement & { analysis: string })[]
  /** US dollars of all calls behind settled votes; null where a price is unknown. */
  cost: { usd: number | null; perAccepted: number | null }
}

/** Findings of so many tasks say enough. */
const latestTasks = 200

/** What wins, of the votes that are meant. */
export async function readStats(db: Db, filter: BallotFilter): Promise<Stats> {
  const ballots = await readBallots(db, filter)
  const chosen = ballots.filter(isByPeople)
  const usd = await costOf(db, ballots)
  return {
    ballots: {
      closed: ballots.length,
      byPeople: chosen.length,
      byAgreement: ballots.filter(({ decidedBy }) => decidedBy === 'agreement').length,
      byJudge: ballots.filter(({ decidedBy }) => decidedBy === 'judge').length,
    },
    models: standings(chosen, ({ model }) => model),
    versions: standings(chosen, (option, ballot) => versionName(ballot, option)),
    agreement: await agreementOf(db, ballots),
    judge: judged(chosen),
    cost: { usd, perAccepted: usd === null || ballots.length === 0 ? null : usd / ballots.length },
  }
}

/** Of the same, only which models people prefer: soon read. */
export async function readWinners(db: Db, filter: BallotFilter): Promise<Standing[]> {
  const ballots = await readBallots(db, filter)
  return standings(ballots.filter(isByPeople), ({ model }) => model)
}

/** "analyze-contract v4 (85341eb1), careful, high effort". */
export function versionName(
  ballot: Pick<SettledBallot, 'analysis' | 'promptVersion' | 'promptHash'>,
  { variant, effort }: Pick<SettledOption, 'variant' | 'effort'>,
): string {
  const version = `${ballot.analysis} v${ballot.promptVersion ?? '?'} (${ballot.promptHash?.slice(0, 8) ?? '?'})`
  return [version, variant ?? '', effort ? `${effort} effort` : ''].filter((part) => part !== '').join(', ')
}

/** How far an analysis' judge agrees with the people who chose. */
export async function judgeOf(db: Db, filter: BallotFilter): Promise<JudgeAgreement> {
  const ballots = (await readBallots(db, filter)).filter(isByPeople)
  return judgeAgreement(judgedOnes(ballots))
}

function standings(
  ballots: SettledBallot[],
  nameOf: (option: SettledOption, ballot: SettledBallot) => string,
): Standing[] {
  const met = ballots.flatMap((ballot) => {
    const winner = ballot.options.find(({ variation }) => variation === ballot.winner)
    const names = [...new Set(ballot.options.map((option) => nameOf(option, ballot)))]
    // Two drafts made with the same say nothing of it.
    return winner && names.length > 1 ? [{ winner: nameOf(winner, ballot), names }] : []
  })
  const comparisons = met.flatMap(({ winner, names }) =>
    names.filter((name) => name !== winner).map((loser) => ({ winner, loser })),
  )
  return [...strengths(comparisons)]
    .map(([name, strength]) => {
      const own = met.filter(({ names }) => names.includes(name))
      const wins = own.filter(({ winner }) => winner === name).length
      return { name, ballots: own.length, wins, winRate: wilson(wins, own.length), strength }
    })
    .sort((a, b) => b.strength.value - a.strength.value || (a.name < b.name ? -1 : 1))
}

function judged(ballots: SettledBallot[]): Stats['judge'] {
  const analyses = [...new Set(ballots.map(({ analysis }) => analysis))].sort()
  return analyses
    .map((analysis) => ({
      analysis,
      ...judgeAgreement(judgedOnes(ballots.filter((ballot) => ballot.analysis === analysis))),
    }))
    .filter((agreement) => agreement.ballots > 0)
}

function judgedOnes(ballots: SettledBallot[]) {
  return ballots.flatMap(({ judge, winner, options }) =>
    judge
      ? [{ options: options.length, agrees: judge.winner === null ? null : judge.winner === winner }]
      : [],
  )
}

async function agreementOf(db: Db, ballots: SettledBallot[]): Promise<Stats['agreement']> {
  let findings = 0
  let inAll = 0
  for (const { taskId } of ballots.slice(-latestTasks)) {
    const { combined, variations } = await readFindings(db, taskId)
    const answers = passing(variations).length
    findings += combined.length
    inAll += combined.filter((finding) => finding.variations.length === answers).length
  }
  return findings === 0 ? null : { findings, inAll, share: inAll / findings }
}

async function costOf(db: Db, ballots: SettledBallot[]): Promise<number | null> {
  if (ballots.length === 0) return 0
  const row = await db
    .selectFrom('generation')
    .select(({ fn }) => [
      fn.sum<string | null>('cost_usd').as('usd'),
      fn.countAll<string>().filterWhere('cost_usd', 'is', null).as('unpriced'),
    ])
    .where(
      'task_id',
      'in',
      ballots.map(({ taskId }) => taskId),
    )
    .where('finish_reason', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(row.unpriced) > 0 ? null : Number(row.usd ?? 0)
}
