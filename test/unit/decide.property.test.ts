import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, tallyOf, type Vote } from '../../src/ballots/decide.ts'

const labels = ['A', 'B', 'C']
const people = ['ada', 'bea', 'cyd', 'dan']
const aVote = fc.record({ label: fc.constantFrom(...labels), person: fc.constantFrom(...people) })

function decided(votes: Vote[], by: Partial<Parameters<typeof decide>[0]> = {}) {
  return decide({
    labels,
    votes,
    requestedBy: 'ada',
    closedBy: 'bea',
    mostAgreed: (among) => among.at(-1) ?? '',
    ...by,
  })
}

test('the draft with most votes wins, whatever their order, and however often each was told', () => {
  fc.assert(
    fc.property(fc.array(aVote), fc.array(fc.nat(20)), (votes, repeats) => {
      const told = [...votes, ...repeats.flatMap((index) => votes[index] ?? [])].toReversed()
      expect(tallyOf(labels, told)).toEqual(tallyOf(labels, votes))
      expect(decided(told)).toEqual(decided(votes))
      const tally = tallyOf(labels, votes)
      expect(tally[decided(votes).label]).toBe(Math.max(...Object.values(tally)))
    }),
  )
})

test('of equals the vote of the person who asked decides, then of the one who closed, then the agreement', () => {
  const tie = [
    { label: 'A', person: 'cyd' },
    { label: 'B', person: 'dan' },
  ]
  expect(decided(tie)).toEqual({ label: 'B', decidedBy: 'agreement' })
  expect(
    decided([
      { label: 'A', person: 'ada' },
      { label: 'B', person: 'bea' },
    ]),
  ).toEqual({ label: 'A', decidedBy: 'tie-break' })
  expect(
    decided([
      { label: 'A', person: 'bea' },
      { label: 'B', person: 'dan' },
    ]),
  ).toEqual({ label: 'A', decidedBy: 'tie-break' })
  // Who voted for both does not prefer one.
  expect(
    decided([
      { label: 'A', person: 'ada' },
      { label: 'B', person: 'ada' },
    ]),
  ).toEqual({ label: 'B', decidedBy: 'agreement' })
})

test('where nobody voted the agreement decides', () => {
  expect(decided([])).toEqual({ label: 'C', decidedBy: 'agreement' })
})
