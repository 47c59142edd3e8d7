import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { AppError } from '../errors.ts'

/** Null is a cell with nothing in it; '' one that is written as `""`. */
export type Row = Record<string, string | null>

export interface Table {
  columns: string[]
  rows: Row[]
  /** For each row, the line of the file in which it begins; from 1. */
  lines: number[]
}

interface Parsed {
  record: (string | null)[]
  /** As it stands in the file. */
  raw: string
}

/** Reads CSV as RFC 4180 has it, with any line ends and with or without a byte order mark. Throws `usage` naming the line. */
export function parseTable(text: string, file: string): Table {
  const parsed = parseRecords(text, file)
  const [header, ...records] = parsed
  if (!header)
    throw unreadable({ file, line: 1 }, 'the file is empty: it needs a line with the names of its columns')
  const columns = header.record.map((name) => name ?? '')
  const double = columns.find((name, index) => columns.indexOf(name) !== index)
  if (double !== undefined) throw unreadable({ file, line: 1 }, `two columns are named “${double}”`)
  for (const [index, { record }] of records.entries()) {
    if (record.length === columns.length) continue
    const problem = `this row has ${record.length} cells, and there are ${columns.length} columns`
    throw unreadable({ file, line: beginOf(parsed, index + 1) }, problem)
  }
  return {
    columns,
    rows: records.map(({ record }) =>
      Object.fromEntries(columns.map((name, at) => [name, record[at] ?? null])),
    ),
    lines: records.map((_, index) => beginOf(parsed, index + 1)),
  }
}

function parseRecords(text: string, file: string): Parsed[] {
  try {
    return parse(text, {
      bom: true,
      raw: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    }) as unknown as Parsed[]
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'lines' in error ? Number(error.lines) : 1
    throw unreadable({ file, line }, error instanceof Error ? error.message : 'this is no CSV', error)
  }
}

// What the parser counts itself is too much where a cell holds Windows' line ends.
function beginOf(parsed: Parsed[], index: number): number {
  const before = parsed.slice(0, index)
  return before.reduce((lines, { raw }) => lines + (raw.match(/\r\n|\n|\r/g)?.length ?? 0), 0) + 1
}

/** Writes it so that `parseTable` gives the same again. Cells that look like formulas stay as they are: programs read this. */
export function writeTable({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const records = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? null))]
  return stringify(records, {
    quoted_match: [/^\uFEFF/, /[\r\n]/],
    cast: { string: (value) => (value === '' ? { value, quoted_empty: true } : value) },
  })
}

function unreadable(
  { file, line }: { file: string; line: number },
  problem: string,
  cause?: unknown,
): AppError {
  return new AppError('usage', `unreadable CSV at line ${line}`, {
    userMessage: `${file}, line ${line}: ${problem}.`,
    cause,
  })
}
