import type { Selectable } from 'kysely'
import type { FindingTable, QuoteMarkColumn, SeverityColumn } from '../db/schema.ts'

/** A finding as stored, with the subtask that made it. */
export type FindingRow = Omit<Selectable<FindingTable>, 'task_id' | 'subtask_id' | 'position'> & {
  subtask: string
  variation: number
}

export interface CombinedFinding {
  id: string
  /** Names of the subtasks that found it. */
  subtasks: string[]
  /** The variations that found it. */
  variations: number[]
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

const titleSeparator = ' · '
const severities: readonly SeverityColumn[] = ['high', 'medium', 'low', 'info']

/**
 * The findings of all subtasks as one list: those on the same words are one, unverified quotes
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
    variations: [row.variation],
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
function isTwin(finding: CombinedFinding, row: FindingRow): boolean {
  const isPlaced =
    finding.start !== null && finding.end !== null && row.quote_start !== null && row.quote_end !== null
  if (isPlaced && finding.start === row.quote_start && finding.end === row.quote_end) return true
  if (!finding.title.toLowerCase().split(titleSeparator).includes(row.title.toLowerCase())) return false
  if (finding.start === null || finding.end === null || row.quote_start === null || row.quote_end === null) {
    return finding.quote === row.quote
  }
  return finding.start < row.quote_end && row.quote_start < finding.end
}

function merge(finding: CombinedFinding, row: FindingRow): void {
  finding.subtasks = [...new Set([...finding.subtasks, row.subtask])]
  finding.variations = [...new Set([...finding.variations, row.variation])]
  if (rank(row.severity) < rank(finding.severity)) finding.severity = row.severity
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
