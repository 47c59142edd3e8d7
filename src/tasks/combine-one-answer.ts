import type { QuoteMarkColumn, SeverityColumn } from '../db/schema.ts'
import type { FindingRow } from './combine-findings.ts'

/** A finding of one variation: all that its parts say of the same words. */
export interface OneFinding {
  id: string
  variation: number
  rows: FindingRow[]
  subtasks: string[]
  title: string
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
  quote: string | null
  mark: QuoteMarkColumn | null
  page: number | null
  start: number | null
  end: number | null
}

export const titleSeparator = ' · '
/** The gravest first. */
export const severities: readonly SeverityColumn[] = ['high', 'medium', 'low', 'info']

/** The findings of one variation's subtasks as one list, in the order they came: those on the same words are one. */
export function combineOneAnswer(rows: FindingRow[]): OneFinding[] {
  const combined: OneFinding[] = []
  for (const row of rows) {
    const twin = combined.find((finding) => isTwin(finding, row))
    if (twin) merge(twin, row)
    else combined.push(toOne(row))
  }
  return combined
}

/** 0 for the gravest. */
export function rankOf(severity: SeverityColumn): number {
  return severities.indexOf(severity)
}

function toOne(row: FindingRow): OneFinding {
  return {
    id: row.id,
    variation: row.variation,
    rows: [row],
    subtasks: [row.subtask],
    title: row.title,
    severity: row.severity,
    explanation: row.explanation,
    recommendation: row.recommendation,
    quote: row.source_quote ?? row.quote,
    mark: row.mark,
    page: row.page,
    start: row.quote_start,
    end: row.quote_end,
  }
}

// Different questions may rightly point at one clause: read once, it is one finding with all that is said of it.
function isTwin(finding: OneFinding, row: FindingRow): boolean {
  const { start, end } = finding
  const { quote_start: rowStart, quote_end: rowEnd } = row
  if (start === null || end === null || rowStart === null || rowEnd === null)
    return finding.quote === row.quote && hasTitle(finding, row)
  if (start === rowStart && end === rowEnd) return true
  return start < rowEnd && rowStart < end && hasTitle(finding, row)
}

function hasTitle(finding: OneFinding, row: FindingRow): boolean {
  return finding.title.toLowerCase().split(titleSeparator).includes(row.title.toLowerCase())
}

function merge(finding: OneFinding, row: FindingRow): void {
  finding.rows.push(row)
  finding.subtasks = [...new Set([...finding.subtasks, row.subtask])]
  if (rankOf(row.severity) < rankOf(finding.severity)) finding.severity = row.severity
  finding.title = join(finding.title, row.title, titleSeparator)
  finding.explanation = join(finding.explanation, row.explanation, '\n')
  finding.recommendation =
    finding.recommendation === null
      ? row.recommendation
      : join(finding.recommendation, row.recommendation ?? '', '\n')
}

// Says each thing once.
function join(before: string, next: string, between: string): string {
  return next === '' || before.toLowerCase().includes(next.toLowerCase())
    ? before
    : `${before}${between}${next}`
}
