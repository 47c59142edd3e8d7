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
  }
  return { id: String(next++), subtask: 'a', title: 'Cap', severity: 'info', ...nothing, ...of }
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

test('the same point on the same words is one finding with the higher severity', () => {
  const rows = [
    row({
      subtask: 'key-terms',
      quote_start: 10,
      quote_end: 30,
      mark: 'verified',
      source_quote: 'its words',
    }),
    row({
      subtask: 'risk-areas',
      title: 'cap',
      severity: 'high',
      quote_start: 20,
      quote_end: 40,
      recommendation: 'Ask.',
      mark: 'verified',
    }),
    row({ title: 'Other point', quote_start: 10, quote_end: 30, mark: 'verified' }),
  ]
  const [first, second, ...rest] = combineFindings(rows)
  expect(rest).toEqual([])
  expect(first).toMatchObject({
    title: 'Cap',
    severity: 'high',
    subtasks: ['key-terms', 'risk-areas'],
    recommendation: 'Ask.',
    quote: 'its words',
  })
  expect(second).toMatchObject({ title: 'Other point' })
})
