import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostAgreed } from '../../src/tasks/agreement.ts'
import { combineFindings, type FindingRow } from '../../src/tasks/combine-findings.ts'
import { findingRow } from '../support/finding-rows.ts'

const headings = [0, 60, 130].map((start) => ({ title: 'Clause', start, end: start + 6 }))
const rowsOfOne = fc.array(
  fc
    .record({
      id: fc.uuid(),
      subtask: fc.constantFrom('a', 'b'),
      title: fc.constantFrom('Cap', 'Liability cap', 'Low liability cap', 'Term', 'Termination', ''),
      severity: fc.constantFrom('high', 'medium', 'low', 'info'),
      recommendation: fc.constantFrom(null, 'Ask for more.', 'Accept it.'),
      place: fc.option(
        fc.record({ start: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 0, max: 60 }) }),
      ),
      quote: fc.constantFrom(null, 'made up', 'also made up'),
    })
    .map(({ place, ...row }) =>
      findingRow(place ? { ...row, quote_start: place.start, quote_end: place.start + place.length } : row),
    ),
  { maxLength: 8 },
)
const answers = fc
  .array(rowsOfOne, { minLength: 1, maxLength: 5 })
  .filter((all) => new Set(all.flat().map(({ id }) => id)).size === all.flat().length)

function numbered(all: FindingRow[][], numberOf: (index: number) => number): FindingRow[] {
  return all.flatMap((rows, index) => rows.map((row) => ({ ...row, variation: numberOf(index) })))
}

function groups(rows: FindingRow[]): string[] {
  return combineFindings(rows, { headings })
    .map(({ members }) =>
      members
        .map(({ id }) => id)
        .toSorted()
        .join(' '),
    )
    .toSorted()
}

test('in whatever order the answers come, the findings are the same', () => {
  fc.assert(
    fc.property(answers, fc.infiniteStream(fc.nat()), (all, keys) => {
      const given = groups(numbered(all, (index) => index + 1))
      const shuffled = all
        .map((_, index) => ({ index, key: keys.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ index }) => index)
      // Other numbers, and other rows first.
      expect(groups(numbered(all, (index) => shuffled.indexOf(index) + 1))).toEqual(given)
      expect(groups(numbered(all.toReversed(), (index) => all.length - index))).toEqual(given)
    }),
    { numRuns: 300 },
  )
})

test('every row is in one finding; its answers are counted right, and none glues two of another', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const rows = numbered(all, (index) => index + 1)
      const combined = combineFindings(rows, { headings })
      expect(combined.flatMap(({ members }) => members.map(({ id }) => id)).toSorted()).toEqual(
        rows.map(({ id }) => id).toSorted(),
      )
      const alone = all.map((_, index) =>
        combineFindings(
          rows.filter(({ variation }) => variation === index + 1),
          { headings },
        ).map(({ members }) => members.map(({ id }) => id)),
      )
      for (const { variations, members, severity, contradiction } of combined) {
        expect(variations).toEqual([...new Set(members.map(({ variation }) => variation))])
        expect(variations).toEqual(variations.toSorted((a, b) => a - b))
        for (const number of variations) {
          const own = members.filter(({ variation }) => variation === number).map(({ id }) => id)
          expect(alone[number - 1]).toContainEqual(own)
        }
        expect(members.map((member) => member.severity)).toContain(severity)
        const given = Object.values(contradiction?.severities ?? { none: variations.length })
        expect(given.reduce((sum, count) => sum + count, 0)).toBe(variations.length)
      }
    }),
    { numRuns: 300 },
  )
})

test('a decision holds for the finding that has its member, and for no other', () => {
  fc.assert(
    fc.property(
      answers,
      fc.nat(),
      fc.constantFrom('high', 'medium', 'low', 'info'),
      (all, which, severity) => {
        const rows = numbered(all, (index) => index + 1)
        if (rows.length === 0) return
        const findingId = rows[which % rows.length]?.id ?? ''
        const decisions = [{ findingId, severity, by: 'U1', at: new Date(1) }]
        for (const finding of combineFindings(rows, { headings, decisions })) {
          const isMeant = finding.members.some(({ id }) => id === findingId)
          expect(finding.contradiction?.decided ?? null).toEqual(isMeant ? { severity, by: 'U1' } : null)
          expect(isMeant ? finding.severity : severity).toBe(severity)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('the most agreed answer is one that passed, and no other one agrees more', () => {
  const findings = fc.array(
    fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1 }).map((variations) => ({ variations })),
    { maxLength: 30 },
  )
  const passing = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1 })
  fc.assert(
    fc.property(findings, passing, (all, those) => {
      const pointsOf = (number: number) =>
        all
          .filter(({ variations }) => variations.includes(number))
          .map(
            ({ variations }) => variations.filter((each) => each !== number && those.includes(each)).length,
          )
          .reduce((sum, others) => sum + (others === 0 ? -1 : others), 0)
      const best = mostAgreed(all, those)
      expect(those).toContain(best)
      for (const number of those) {
        const margin = pointsOf(best) - pointsOf(number)
        expect(margin).toBeGreaterThanOrEqual(number < best ? 1 : 0)
      }
      expect(mostAgreed(all.toReversed(), those.toReversed())).toBe(best)
    }),
  )
})
