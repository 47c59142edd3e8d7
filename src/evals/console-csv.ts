import type { Analysis } from '../prompts/library.ts'
import type { Row, Table } from './csv-table.ts'

// The shape of one export of the Anthropic Console that was seen; how the Console reads a file was not established.
const resultColumn = /^(Model Output|Rating): (.+) \(v(\d+)\)$/s
const aliases: Record<string, string> = {
  'ideal output': 'ideal_output',
  ideal_output: 'ideal_output',
  expected: 'ideal_output',
  golden: 'ideal_output',
  'model output': 'model_output',
  model_output: 'model_output',
  score: 'score',
  rating: 'score',
}

type Content = Pick<Table, 'columns' | 'rows'>

/** A Console export as our data set: a row per example and version; examples without any result have one row. */
export function fromConsole(table: Content, { variables }: Pick<Analysis, 'variables'>): Content {
  const versions = versionsOf(table.columns)
  const names = new Map(variables.map(({ name }) => [name.toLowerCase(), name]))
  const plain = table.columns.filter((column) => !resultColumn.test(column))
  const ours = plain.map((column) => [column, nameOf(column, names)] as const)
  const rows = table.rows.flatMap((row) => {
    const base: Row = Object.fromEntries(ours.map(([column, name]) => [name, row[column] ?? null]))
    const results = versions.flatMap(({ name, version, output, rating }): Row[] => {
      const [answer, score] = [row[output] ?? null, rating === null ? null : (row[rating] ?? null)]
      if (answer === null && score === null) return []
      return [{ ...base, model_output: answer, score, __prompt: name, __prompt_version: version }]
    })
    return results.length > 0 ? results : [base]
  })
  const long = versions.length > 0 ? ['model_output', 'score', '__prompt', '__prompt_version'] : []
  return { columns: [...new Set([...ours.map(([, name]) => name), 'ideal_output', ...long])], rows }
}

/** Our data set in the Console's shape: variables and `Ideal Output`; with results, every version's output and rating beside each other. */
export function toConsole(
  table: Content,
  { variables }: Pick<Analysis, 'variables'>,
  { withResults }: { withResults: boolean },
): Content {
  const names = variables.map(({ name }) => name).filter((name) => table.columns.includes(name))
  const examples = Map.groupBy(table.rows, (row) =>
    JSON.stringify([...names, 'ideal_output'].map((name) => row[name] ?? null)),
  )
  const versions = withResults ? [...new Map(table.rows.flatMap(versionOf)).values()] : []
  const columns = [
    ...names,
    'Ideal Output',
    ...versions.flatMap(({ label }) => [`Model Output: ${label}`, `Rating: ${label}`]),
  ]
  const rows = [...examples.values()].map((same): Row => {
    const [first = {}] = same
    const row: Row = Object.fromEntries(names.map((name) => [name, first[name] ?? null]))
    row['Ideal Output'] = first['ideal_output'] ?? null
    for (const { label, is } of versions) {
      const result = same.find(is)
      row[`Model Output: ${label}`] = result?.['model_output'] ?? null
      row[`Rating: ${label}`] = result?.['score'] ?? null
    }
    return row
  })
  return { columns, rows }
}

function versionsOf(columns: string[]) {
  return columns.flatMap((column) => {
    const [, kind, name = '', version = ''] = resultColumn.exec(column) ?? []
    if (kind !== 'Model Output') return []
    const rating = `Rating: ${name} (v${version})`
    return [{ name, version, output: column, rating: columns.includes(rating) ? rating : null }]
  })
}

// A column without an alias that is no variable either stays, and `cases check` names it.
function nameOf(column: string, variables: Map<string, string>): string {
  const lower = column.trim().toLowerCase()
  return aliases[lower] ?? variables.get(lower) ?? column
}

interface Version {
  label: string
  is: (row: Row) => boolean
}

function versionOf(row: Row): [string, Version][] {
  if ((row['model_output'] ?? null) === null && (row['score'] ?? null) === null) return []
  const name = row['__prompt'] ?? 'prompt'
  const version = row['__prompt_version'] ?? '1'
  const label = `${name} (v${version})`
  const is = (each: Row) =>
    (each['__prompt'] ?? 'prompt') === name && (each['__prompt_version'] ?? '1') === version
  return [[label, { label, is }]]
}
