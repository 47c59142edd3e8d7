import { wilson } from '../evals/statistics.ts'
import type { Estimate } from './bradley-terry.ts'

/** A settled vote on which a judge has spoken too. */
export interface JudgedBallot {
  options: number
  /** Whether the judge chose what people chose; null where it saw no winner. */
  agrees: boolean | null
}

export interface JudgeAgreement {
  ballots: number
  agreed: number
  /** Those on which the judge saw no winner; they are no agreement. */
  undecided: number
  /** Null of nothing. */
  kappa: Estimate | null
}

/** From when on a judge may decide alone. */
export interface JudgeThreshold {
  minBallots: number
  minKappa: number
}

/**
 * How far a judge agrees with people beyond chance: (observed − chance) / (1 − chance). The letters of drafts are shuffled,
 * so by chance one in so many options is hit (R. L. Brennan & D. J. Prediger, 1981). The 95 % interval is Wilson's of the
 * observed share.
 */
export function judgeAgreement(ballots: JudgedBallot[]): JudgeAgreement {
  const agreed = ballots.filter(({ agrees }) => agrees === true).length
  const undecided = ballots.filter(({ agrees }) => agrees === null).length
  const counts = { ballots: ballots.length, agreed, undecided }
  if (ballots.length === 0) return { ...counts, kappa: null }
  const chance = ballots.reduce((sum, { options }) => sum + 1 / options, 0) / ballots.length
  const beyond = (observed: number) => (observed - chance) / (1 - chance)
  const { value, low, high } = wilson(agreed, ballots.length)
  return { ...counts, kappa: { value: beyond(value), low: beyond(low), high: beyond(high) } }
}

/** Whether a judge has agreed with people often enough, and surely enough, to decide alone. */
export function mayDecide({ ballots, kappa }: JudgeAgreement, threshold: JudgeThreshold): boolean {
  return ballots >= threshold.minBallots && kappa !== null && kappa.low >= threshold.minKappa
}
