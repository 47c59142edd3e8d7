import { randomUUID } from 'node:crypto'
import type { FindingRow } from '../../src/tasks/combine-findings.ts'

/** A stored finding, with what a test says of it; with offsets its quote is found. */
export function findingRow(of: Partial<FindingRow> = {}): FindingRow {
  return {
    id: randomUUID(),
    subtask: 'risks',
    variation: 1,
    section: 0,
    title: 'Liability cap',
    severity: 'medium',
    explanation: '',
    recommendation: null,
    quote: null,
    mark: of.quote_start === undefined ? null : 'verified',
    page: null,
    quote_start: null,
    quote_end: null,
    source_quote: null,
    ...of,
  }
}
