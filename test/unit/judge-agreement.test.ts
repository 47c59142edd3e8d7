import { expect, test } from 'vitest'
import { judgeAgreement, mayDecide } from '../../src/ballots/judge-agreement.ts'
import { wilson } from '../../src/evals/statistics.ts'

const threshold = { minBallots: 30, minKappa: 0.4 }

function ballots(agreeing: number, others: number, options = 3) {
  return [
    ...Array.from({ length: agreeing }, () => ({ options, agrees: true })),
    ...Array.from({ length: others }, () => ({ options, agrees: false })),
  ]
}

test('kappa is 0 where a judge hits what chance would, and 1 where it always agrees', () => {
  expect(judgeAgreement(ballots(10, 20)).kappa?.value).toBeCloseTo(0, 10)
  expect(judgeAgreement(ballots(30, 0)).kappa?.value).toBe(1)
  // By hand: observed 0.8, chance 1/2, so (0.8 − 0.5) / 0.5.
  expect(judgeAgreement(ballots(8, 2, 2)).kappa?.value).toBeCloseTo(0.6, 10)
})

test('no winner is no agreement, and is counted apart', () => {
  const agreement = judgeAgreement([...ballots(5, 0), { options: 3, agrees: null }])
  expect(agreement).toMatchObject({ ballots: 6, agreed: 5, undecided: 1 })
  expect(agreement.kappa?.value).toBeLessThan(1)
})

test('a judge may decide alone only once it has agreed often and surely enough', () => {
  expect(mayDecide(judgeAgreement(ballots(29, 0)), threshold)).toBe(false)
  expect(mayDecide(judgeAgreement(ballots(30, 0)), threshold)).toBe(true)
  expect(mayDecide(judgeAgreement(ballots(20, 10)), threshold)).toBe(false)
  expect(mayDecide(judgeAgreement([]), threshold)).toBe(false)
})

test('Wilson’s interval is the published one', () => {
  // Newcombe 1998, table I: 81 of 263, 0.2553 to 0.3662.
  const { low, high } = wilson(81, 263)
  expect(low).toBeCloseTo(0.2553, 4)
  expect(high).toBeCloseTo(0.3662, 4)
})
