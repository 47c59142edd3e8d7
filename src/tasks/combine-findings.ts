import type { QuoteMarkColumn, SeverityColumn } from '../db/schema.ts'

export interface FindingRow {
  id: string
  subtask: string
  title: string
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
  quote: string | null
  mark: QuoteMarkColumn | null
  page: number | null
  quote_start: number | null
  quote_end: number | null
  source_quote: string | null
}

export interface CombinedFinding {
  id: string
  /** Names of the subtasks that found it. */
  subtasks: string[]
  title: string
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
  /** The document's own words where the quote was found, else the words the answer gave. */
  quote: string | null
  mark: QuoteMarkColumn | null
  page: number | null
  /** UTF-16 offsets of the quote in the document's text, `end` exclusive. */
  start: number | null
  end: number | null
}

const severities: readonly SeverityColumn[] = ['high', 'medium', 'low', 'info']

/**
 * The findings of all subtasks as one list: two that say the same of the same words are one, unverified quotes
 * stand last within their severity, the rest in the order of the document.
 */
export function combineFindings(rows: FindingRow[]): CombinedFinding[] {
  const combined: CombinedFinding[] = []
  for (const row of rows) {
    const twin = combined.find((finding) => isTwin(finding, row))
    if (twin) merge(twin, row)
    else combined.push(toCombined(row))
  }
  return combined.sort(byRank)
}

function toCombined(row: FindingRow): CombinedFinding {
  return {
    id: row.id,
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

// Different questions may rightly point at one clause; only the same point under the same name is the same finding.
function isTwin(finding: CombinedFinding, row: FindingRow): boolean {
  if (finding.title.toLowerCase() !== row.title.toLowerCase()) return false
  if (finding.start === null || finding.end === null || row.quote_start === null || row.quote_end === null) {
    return finding.quote === row.quote
  }
  return finding.start < row.quote_end && row.quote_start < finding.end
}

function merge(finding: CombinedFinding, row: FindingRow): void {
  finding.subtasks = [...new Set([...finding.subtasks, row.subtask])]
  if (rank(row.severity) < rank(finding.severity)) finding.severity = row.severity
  finding.recommendation ??= row.recommendation
}

function byRank(a: CombinedFinding, b: CombinedFinding): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    Number(a.mark === 'unverified') - Number(b.mark === 'unverified') ||
    (a.start ?? Number.MAX_SAFE_INTEGER) - (b.start ?? Number.MAX_SAFE_INTEGER)
  )
}

function rank(severity: SeverityColumn): number {
  return severities.indexOf(severity)
}
