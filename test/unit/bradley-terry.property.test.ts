import fc from 'fast-check'
import { expect, test } from 'vitest'
import { strengths, type Comparison } from '../../src/ballots/bradley-terry.ts'

const names = ['a', 'b', 'c', 'd']
const aComparison = fc
  .record({ winner: fc.constantFrom(...names), loser: fc.constantFrom(...names) })
  .filter(({ winner, loser }) => winner !== loser)

function times(count: number, comparison: Comparison): Comparison[] {
  return Array.from({ length: count }, () => comparison)
}

test('the order of votes does not matter, and every estimate lies within its interval, between 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(aComparison, { minLength: 1, maxLength: 40 }), (comparisons) => {
      const one = strengths(comparisons)
      const other = strengths(comparisons.toReversed())
      for (const [name, { value, low, high }] of one) {
        expect(other.get(name)?.value).toBeCloseTo(value, 6)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(high).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('who wins as often as they lose is as strong as the others', () => {
  const even = [...times(7, { winner: 'a', loser: 'b' }), ...times(7, { winner: 'b', loser: 'a' })]
  const estimates = strengths(even)
  expect(estimates.get('a')?.value).toBeCloseTo(0.5, 6)
  expect(estimates.get('b')?.value).toBeCloseTo(0.5, 6)
})

test('a known order is found again, and more votes make it surer', () => {
  const round = [
    ...times(3, { winner: 'a', loser: 'b' }),
    ...times(1, { winner: 'b', loser: 'a' }),
    ...times(3, { winner: 'b', loser: 'c' }),
    ...times(1, { winner: 'c', loser: 'b' }),
    ...times(5, { winner: 'a', loser: 'c' }),
    ...times(1, { winner: 'c', loser: 'a' }),
  ]
  const few = strengths(round)
  const many = strengths(Array.from({ length: 20 }, () => round).flat())
  expect([...few].sort(([, a], [, b]) => b.value - a.value).map(([name]) => name)).toEqual(['a', 'b', 'c'])
  for (const name of ['a', 'b', 'c']) {
    const width = (of: typeof few) => (of.get(name)?.high ?? 0) - (of.get(name)?.low ?? 0)
    expect(width(many)).toBeLessThan(width(few) / 2)
  }
})

test('against an odds ratio that is known the estimate is right', () => {
  // Three wins to one: strengths of 3 and 1 to each other, so √3 and 1/√3 to the average.
  const estimates = strengths([
    ...times(3000, { winner: 'a', loser: 'b' }),
    ...times(1000, { winner: 'b', loser: 'a' }),
  ])
  expect(estimates.get('a')?.value).toBeCloseTo(Math.sqrt(3) / (1 + Math.sqrt(3)), 2)
})
