import { cleanWords } from '../llm/clean-answer.ts'
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
    // Words that are not found in the document are the model's own.
    quote: row.source_quote ?? (row.quote === null ? null : cleanWords(row.quote)),
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
    return finding.rows[0]?.quote === row.quote && hasTitle(finding, row)
  if (start === rowStart && end === rowEnd) return true
  const shared = Math.min(end, rowEnd) - Math.max(start, rowStart)
  if (isOfOtherSection(finding, row) && shared * 2 >= Math.min(end - start, rowEnd - rowStart)) return true
  return shared > 0 && hasTitle(finding, row)
}

// Where sections overlap, one question is asked twice about one clause.
function isOfOtherSection(finding: OneFinding, row: FindingRow): boolean {
  const same = finding.rows.filter(({ subtask }) => subtask === row.subtask)
  return same.length > 0 && same.every(({ section }) => section !== row.section)
}

function hasTitle(finding: OneFinding, row: FindingRow): boolean {
  return finding.title.toLowerCase().split(titleSeparator).includes(row.title.toLowerCase())
}

function merge(finding: OneFinding, row: FindingRow): void {
  if (isOfOtherSection(finding, row)) return mergeSections(finding, row)
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

// Both say the same of it: the words are those of one of them, of the graver one where other questions say nothing.
function mergeSections(finding: OneFinding, row: FindingRow): void {
  const rows = [...finding.rows, row]
  const isGraver = rankOf(row.severity) < rankOf(finding.severity)
  const isAlone = finding.rows.every(({ subtask }) => subtask === row.subtask)
  if (isGraver && isAlone) Object.assign(finding, toOne(row), { id: finding.id })
  else if (isGraver) finding.severity = row.severity
  finding.rows = rows
}

// Says each thing once.
function join(before: string, next: string, between: string): string {
  return next === '' || before.toLowerCase().includes(next.toLowerCase())
    ? before
    : `${before}${between}${next}`
}
