import { expect, test } from 'vitest'
import { mostAgreed } from '../../src/tasks/agreement.ts'
import { combineFindings, type FindingRow } from '../../src/tasks/combine-findings.ts'
import { findingRow } from '../support/finding-rows.ts'

const at = (start: number, end: number) => ({ quote_start: start, quote_end: end })

/** The ids of each finding's members, as they were given. */
function groups(rows: FindingRow[], ...rest: [Parameters<typeof combineFindings>[1]?]): string[] {
  const names = new Map(rows.map(({ id, title, variation }) => [id, `${title} ${variation}`]))
  return combineFindings(rows, ...rest)
    .map(({ members }) => members.map(({ id }) => names.get(id)).join(', '))
    .toSorted()
}

test('answers that quote more or less of the same words, for the same question, have found the same', () => {
  const rows = [
    findingRow({ variation: 1, title: 'A', ...at(100, 200) }),
    findingRow({ variation: 2, title: 'B', ...at(150, 260) }),
    findingRow({ variation: 3, title: 'C', ...at(120, 300) }),
  ]
  expect(groups(rows)).toEqual(['A 1, B 2, C 3'])
})

test('less than half of the shorter quote, or another question, is not the same finding', () => {
  const less = [
    findingRow({ variation: 1, title: 'A', ...at(100, 200) }),
    findingRow({ variation: 2, title: 'B', ...at(151, 260) }),
  ]
  expect(groups(less)).toEqual(['A 1', 'B 2'])
  const other = [
    findingRow({ variation: 1, title: 'A', ...at(100, 200) }),
    findingRow({ variation: 2, title: 'B', subtask: 'terms', ...at(100, 210) }),
  ]
  expect(groups(other)).toEqual(['A 1', 'B 2'])
})

test('the same words exactly are the same finding whatever was asked', () => {
  const placed = [
    findingRow({ variation: 1, title: 'A', ...at(100, 200) }),
    findingRow({ variation: 2, title: 'B', subtask: 'terms', ...at(100, 200) }),
  ]
  expect(groups(placed)).toEqual(['A 1, B 2'])
  const quoted = [
    findingRow({ variation: 1, title: 'A', quote: 'Fees are  due.', mark: 'unverified' }),
    findingRow({ variation: 2, title: 'B', quote: 'fees are due.', mark: 'unverified', subtask: 'terms' }),
  ]
  expect(groups(quoted)).toEqual(['A 1, B 2'])
})

test('different words of one clause are one finding where the titles are similar', () => {
  const headings = [
    { title: '1. Term', start: 0, end: 7 },
    { title: '2. Liability', start: 400, end: 412 },
  ]
  const rows = (title: string, start: number) => [
    findingRow({ variation: 1, title: 'Low liability cap', ...at(420, 440) }),
    findingRow({ variation: 2, title, subtask: 'terms', ...at(start, start + 20) }),
  ]
  expect(groups(rows('Cap on liability', 500), { headings })).toEqual([
    'Low liability cap 1, Cap on liability 2',
  ])
  // Another clause, another point, or nothing known of clauses.
  expect(groups(rows('Cap on liability', 50), { headings })).toHaveLength(2)
  expect(groups(rows('Indemnity', 500), { headings })).toHaveLength(2)
  expect(groups(rows('Cap on liability', 500))).toHaveLength(2)
})

test('without a quote the same question and title make one finding', () => {
  const rows = [
    findingRow({ variation: 1, title: 'No limit of liability' }),
    findingRow({ variation: 2, title: 'No limit of liability', quote: 'made up', mark: 'unverified' }),
    findingRow({ variation: 3, title: 'No limit of liability', subtask: 'terms' }),
    findingRow({ variation: 3, title: 'No renewal' }),
  ]
  expect(groups(rows)).toHaveLength(3)
})

test('a long quote of one answer takes the best of another one’s findings and leaves the rest alone', () => {
  const rows = [
    findingRow({ variation: 1, title: 'Fees', ...at(100, 150) }),
    findingRow({ variation: 1, title: 'Late interest', ...at(300, 380) }),
    findingRow({ variation: 2, title: 'Interest when late', ...at(100, 400) }),
  ]
  expect(groups(rows)).toEqual(['Fees 1', 'Late interest 1, Interest when late 2'])
})

test('a long quote does not chain short ones of other answers that have nothing in common', () => {
  const rows = [
    findingRow({ variation: 1, title: 'Fees', ...at(100, 150) }),
    findingRow({ variation: 2, title: 'Payment', ...at(100, 400) }),
    findingRow({ variation: 3, title: 'Interest', ...at(300, 380) }),
  ]
  expect(combineFindings(rows).map(({ variations }) => variations)).toEqual(
    expect.arrayContaining([[1], [2, 3]]),
  )
})

test('one explanation is shown, of the first answer with the severity that most give', () => {
  const rows = [
    findingRow({ variation: 1, title: 'One', severity: 'low', explanation: 'First.', ...at(0, 9) }),
    findingRow({ variation: 2, title: 'Two', severity: 'medium', explanation: 'Second.', ...at(0, 9) }),
    findingRow({ variation: 3, title: 'Three', severity: 'medium', explanation: 'Third.', ...at(0, 9) }),
  ]
  const [finding, ...rest] = combineFindings(rows)
  expect(rest).toEqual([])
  expect(finding).toMatchObject({
    title: 'Two',
    severity: 'medium',
    explanation: 'Second.',
    variations: [1, 2, 3],
    contradiction: null,
    // The third says the same in other words; the first something else.
    others: [{ variations: [1], severity: 'low', explanation: 'First.', recommendation: null }],
  })
})

test('where as many answers give one severity as the other the higher holds', () => {
  const rows = [
    findingRow({ variation: 1, severity: 'low', ...at(0, 9) }),
    findingRow({ variation: 2, severity: 'medium', ...at(0, 9) }),
  ]
  expect(combineFindings(rows)).toMatchObject([{ severity: 'medium', contradiction: null }])
})

test('advice in other words is the same advice; other advice is kept', () => {
  const rows = [
    findingRow({ variation: 1, recommendation: 'Ask for a higher cap on liability.', ...at(0, 9) }),
    findingRow({ variation: 2, recommendation: 'Ask for a higher liability cap.', ...at(0, 9) }),
    findingRow({ variation: 3, recommendation: 'Accept it.', ...at(0, 9) }),
    findingRow({ variation: 4, recommendation: 'accept it', ...at(0, 9) }),
  ]
  expect(combineFindings(rows)[0]?.others).toMatchObject([
    { variations: [3, 4], recommendation: 'Accept it.' },
  ])
})

test('words that were found in the document are shown before words that were not', () => {
  const rows = [
    findingRow({ variation: 1, quote: 'the fees are due', mark: 'unverified', title: 'Late fees' }),
    findingRow({ variation: 2, title: 'Late fees', ...at(5, 20), source_quote: 'The fees are due' }),
  ]
  expect(combineFindings(rows)).toMatchObject([{ mark: 'verified', quote: 'The fees are due', start: 5 }])
})

test('high against low is a contradiction, high against medium is none', () => {
  const rows = (...severities: FindingRow['severity'][]) =>
    severities.map((severity, index) =>
      findingRow({ variation: index + 1, severity, explanation: `${severity} here`, ...at(0, 9) }),
    )
  expect(combineFindings(rows('high', 'low', 'high'))).toMatchObject([
    {
      severity: 'high',
      contradiction: {
        severities: { high: 2, low: 1 },
        sides: [
          { severity: 'high', answers: 2, explanation: 'high here' },
          { severity: 'low', answers: 1, explanation: 'low here' },
        ],
        decided: null,
      },
    },
  ])
  expect(combineFindings(rows('info', 'high'))[0]?.contradiction?.severities).toEqual({ high: 1, info: 1 })
  expect(combineFindings(rows('high', 'medium'))[0]?.contradiction).toBeNull()
  expect(combineFindings(rows('medium', 'low'))[0]?.contradiction).toBeNull()
})

test('what a person decided holds, with the words of that side, also after more answers', () => {
  const two = [
    findingRow({ variation: 1, severity: 'high', title: 'Grave', ...at(0, 9) }),
    findingRow({ variation: 2, severity: 'low', title: 'Usual', ...at(0, 9) }),
  ]
  const decision = { findingId: two[0]?.id ?? '', severity: 'low' as const, by: 'U1', at: new Date(1) }
  const more = [
    findingRow({ variation: 3, severity: 'high', title: 'Grave', ...at(0, 9) }),
    findingRow({ variation: 4, severity: 'high', title: 'Grave', ...at(0, 9) }),
  ]
  for (const rows of [two, [...two, ...more]])
    expect(combineFindings(rows, { decisions: [decision] })).toMatchObject([
      { severity: 'low', title: 'Usual', contradiction: { decided: { severity: 'low', by: 'U1' } } },
    ])
  // Of two that were decided apart and are one by now the latest word holds.
  const later = { findingId: two[1]?.id ?? '', severity: 'high' as const, by: 'U2', at: new Date(2) }
  expect(combineFindings(two, { decisions: [later, decision] })).toMatchObject([
    { severity: 'high', contradiction: { decided: { by: 'U2' } } },
  ])
})

test('sixty findings of nine answers each are aligned in well under 50 ms', () => {
  const rows = Array.from({ length: 9 }, (_, variation) =>
    Array.from({ length: 60 }, (__, index) =>
      findingRow({
        variation: variation + 1,
        subtask: `part ${index % 5}`,
        title: `Point number ${index} of the ${index % 7} kind`,
        ...at(index * 200 + variation * 10, index * 200 + 250),
      }),
    ),
  ).flat()
  const headings = Array.from({ length: 40 }, (_, index) => ({
    title: 'Clause',
    start: index * 300,
    end: index * 300 + 6,
  }))
  const times = Array.from({ length: 25 }, () => {
    const start = performance.now()
    expect(combineFindings(rows, { headings })).toHaveLength(60)
    return performance.now() - start
  })
  // The best of them: other programs share the processor.
  expect(Math.min(...times)).toBeLessThan(50)
})

test('the answer that agrees most with the others is the one with the most that others have too', () => {
  const found = (...variations: number[]) => ({ variations })
  expect(mostAgreed([found(1, 2, 3), found(2, 3), found(1)], [1, 2, 3])).toBe(2)
  expect(mostAgreed([found(1, 2, 3), found(2, 3), found(2)], [1, 2, 3])).toBe(3)
  // One that did not pass counts for nothing.
  expect(mostAgreed([found(1, 4), found(1, 4), found(2, 3)], [1, 2, 3])).toBe(2)
  expect(mostAgreed([], [3, 2])).toBe(2)
  expect(() => mostAgreed([], [])).toThrow('no variation passed')
})
