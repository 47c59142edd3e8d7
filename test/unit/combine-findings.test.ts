import { expect, test } from 'vitest'
import { combineFindings, type FindingRow } from '../../src/tasks/combine-findings.ts'

let next = 0
function row(of: Partial<FindingRow>): FindingRow {
  const nothing = {
    explanation: '',
    recommendation: null,
    quote: null,
    mark: null,
    page: null,
    quote_start: null,
    quote_end: null,
    source_quote: null,
    section: 0,
  }
  return { id: String(next++), subtask: 'a', variation: 1, title: 'Cap', severity: 'info', ...nothing, ...of }
}

test('findings stand by severity, unverified ones last, then in the order of the document', () => {
  const rows = [
    row({ title: 'later', severity: 'high', mark: 'verified', quote_start: 90, quote_end: 95 }),
    row({ title: 'unsure', severity: 'high', mark: 'unverified', quote: 'x' }),
    row({ title: 'low', severity: 'low' }),
    row({ title: 'earlier', severity: 'high', mark: 'verified', quote_start: 10, quote_end: 20 }),
  ]
  expect(combineFindings(rows).map((finding) => finding.title)).toEqual(['earlier', 'later', 'unsure', 'low'])
})

test('what is said of the same words is one finding with the highest severity and all that is said', () => {
  const rows = [
    row({
      subtask: 'key-terms',
      explanation: 'It caps.',
      quote_start: 10,
      quote_end: 30,
      mark: 'verified',
      source_quote: 'its words',
    }),
    row({
      subtask: 'risk-areas',
      title: 'Low cap',
      explanation: 'It is low.',
      severity: 'high',
      quote_start: 10,
      quote_end: 30,
      recommendation: 'Ask.',
      mark: 'verified',
    }),
    row({
      subtask: 'amendments',
      title: 'cap',
      explanation: 'It caps.',
      quote_start: 20,
      quote_end: 40,
      mark: 'verified',
    }),
    row({ title: 'Other point', quote_start: 12, quote_end: 28, mark: 'verified' }),
  ]
  const [first, second, ...rest] = combineFindings(rows)
  expect(rest).toEqual([])
  expect(first).toMatchObject({
    title: 'Cap · Low cap',
    severity: 'high',
    subtasks: ['key-terms', 'risk-areas', 'amendments'],
    explanation: 'It caps.\nIt is low.',
    recommendation: 'Ask.',
    quote: 'its words',
  })
  expect(second).toMatchObject({ title: 'Other point' })
})

test('what one question finds twice, where two sections overlap, is one finding in the words of the graver', () => {
  const first = {
    title: 'Cap',
    severity: 'low',
    explanation: 'It caps.',
    quote_start: 100,
    quote_end: 200,
  } as const
  const second = {
    title: 'Liability',
    severity: 'high',
    explanation: 'Too low.',
    quote_start: 130,
    quote_end: 200,
  } as const
  const [finding, ...more] = combineFindings([
    row({ ...first, mark: 'verified' }),
    row({ ...second, mark: 'verified', section: 90 }),
  ])
  expect(more).toEqual([])
  expect(finding).toMatchObject({ title: 'Liability', severity: 'high', explanation: 'Too low.', start: 130 })
  expect(finding?.members).toHaveLength(2)
  // The same two in one section are two, as its question meant them.
  expect(
    combineFindings([row({ ...first, mark: 'verified' }), row({ ...second, mark: 'verified' })]),
  ).toHaveLength(2)
})

test('what two questions find in two sections each is one finding that says each thing once', () => {
  const place = { mark: 'verified', quote_start: 100, quote_end: 200 } as const
  const findings = combineFindings([
    row({ ...place, subtask: 'risks', title: 'Cap', explanation: 'It caps.' }),
    row({ ...place, subtask: 'risks', title: 'A cap', explanation: 'There is a cap.', section: 90 }),
    row({ ...place, subtask: 'terms', title: 'Limit', explanation: 'A limit.' }),
    row({ ...place, subtask: 'terms', title: 'Limits', explanation: 'Some limit.', section: 90 }),
  ])
  expect(findings).toMatchObject([
    { title: 'Cap · Limit', explanation: 'It caps.\nA limit.', subtasks: ['risks', 'terms'] },
  ])
})
