import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppError } from '../errors.ts'
import { wrongVariables } from '../prompts/check-variables.ts'
import type { Analysis } from '../prompts/library.ts'
import { readChecks, type Check } from './check.ts'
import { parseTable, type Row, type Table } from './csv-table.ts'
import { documentOf, type CaseDocument } from './case-document.ts'

export interface DataSet {
  file: string
  columns: string[]
  cases: Case[]
  /** What is no mistake and should be known: "line 3, contract_content: …". */
  warnings: string[]
}

/** One example: what is asked, and what a good answer has. */
export interface Case {
  /** `__id`, else made from the variables. */
  id: string
  /** In the file, from 1. */
  line: number
  /** Without the document; a cell with nothing in it is not here, one with `""` is ''. */
  variables: Record<string, string>
  document: CaseDocument | null
  idealOutput: string | null
  modelOutput: string | null
  /** 1 (poor) to 5 (excellent), as a person gave it. */
  score: number | null
  tags: string[]
  checks: Check[]
  /** The other columns that begin with `__`. */
  notes: Record<string, string>
}

/** Columns that are no variables. */
export const outputColumns = ['ideal_output', 'model_output', 'score'] as const

/** What a cell of a spreadsheet holds at most (Excel, Google Sheets); more is cut on the first save. */
export const maxCellCharacters = 32_767

/** Reads and checks a data set. Throws `usage` with every mistake by line and column. */
export async function readDataSet(file: string, analysis: Analysis): Promise<DataSet> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new AppError('usage', 'no data set', { userMessage: `There is no data set ${file}.`, cause: error })
  })
  const table = parseTable(text, file)
  const problems = columnProblems(table, analysis)
  const cases: Case[] = []
  for (const [index, row] of table.rows.entries()) {
    const line = table.lines[index] ?? 0
    const { found, mistakes } = await readCase({ row, line, file }, analysis)
    cases.push(found)
    problems.push(...mistakes.map(([column, problem]) => `line ${line}, ${column}: ${problem}`))
  }
  problems.push(...doubleIds(cases))
  if (problems.length > 0)
    throw new AppError('usage', `mistakes in ${file}`, {
      userMessage: [`${file} needs a fix:`, ...problems.map((problem) => `- ${problem}`)].join('\n'),
    })
  return { file, columns: table.columns, cases, warnings: longCells(table) }
}

function columnProblems({ columns }: Table, { name, variables }: Analysis): string[] {
  const known = [...variables.map((variable) => variable.name), ...outputColumns]
  const unknown = columns.filter((column) => !known.includes(column) && !column.startsWith('__'))
  return unknown.map(
    (column) =>
      `line 1: the column “${column}” is none of ${name}. It has: ${known.join(', ')}, and notes that begin with __`,
  )
}

type Mistake = [column: string, problem: string]

async function readCase(
  { row, line, file }: { row: Row; line: number; file: string },
  analysis: Analysis,
): Promise<{ found: Case; mistakes: Mistake[] }> {
  const mistakes: Mistake[] = []
  const variables = given(row, analysis)
  mistakes.push(...Object.entries(wrongVariables(analysis, variables)))
  const score = row['score'] ?? ''
  if (score !== '' && !/^[1-5]$/.test(score))
    mistakes.push(['score', 'must be a whole number from 1 to 5, or empty'])
  const { checks, problems } = readChecks(row['__expect'] ?? '')
  mistakes.push(...problems.map((problem): Mistake => ['__expect', problem]))
  mistakes.push(...unknownTitles(checks, analysis))
  const variable = analysis.variables.find(({ type }) => type === 'document')
  const cell = variable ? (row[variable.name] ?? '') : ''
  const document = await documentOf(cell, file)
  if (variable && document.problem !== null) mistakes.push([variable.name, document.problem])
  return {
    found: {
      id: row['__id'] || idOf({ ...variables, document: cell }),
      line,
      variables,
      document: document.found,
      idealOutput: row['ideal_output'] ?? null,
      modelOutput: row['model_output'] ?? null,
      score: score === '' ? null : Number(score),
      tags: (row['__tags'] ?? '').split(/[\s,;]+/).filter((tag) => tag !== ''),
      checks,
      notes: notesOf(row),
    },
    mistakes,
  }
}

function given(row: Row, { variables }: Analysis): Record<string, string> {
  const typed = variables.filter(({ type }) => type !== 'document')
  return Object.fromEntries(
    typed.flatMap(({ name }) => {
      const cell = row[name] ?? null
      return cell === null ? [] : [[name, cell]]
    }),
  )
}

// Models call a clause as they like: then its words count. Without words only the title of a question can be meant.
function unknownTitles(checks: Check[], { subtasks }: Analysis): Mistake[] {
  const titles = subtasks.flatMap(({ questions }) => questions.map(({ title }) => title.toLowerCase()))
  return checks.flatMap((check): Mistake[] => {
    const isByTitle = check.kind === 'no-finding' || (check.kind === 'finding' && check.quote === null)
    if (!isByTitle || titles.includes(check.title.toLowerCase())) return []
    return [['__expect', `no question of the analysis has the title “${check.title}”`]]
  })
}

function notesOf(row: Row): Record<string, string> {
  const own = ['__id', '__tags', '__expect']
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, cell]) =>
      name.startsWith('__') && !own.includes(name) && cell !== null ? [[name, cell]] : [],
    ),
  )
}

/** The same example has the same id, wherever it stands. */
export function idOf(values: Record<string, string>): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12)
}

function doubleIds(cases: Case[]): string[] {
  return cases.flatMap(({ id, line }, index) => {
    const first = cases.findIndex((each) => each.id === id)
    return first === index
      ? []
      : [`line ${line}, __id: “${id}” is the case of line ${cases[first]?.line ?? 0} already`]
  })
}

function longCells({ columns, rows, lines }: Table): string[] {
  return rows.flatMap((row, index) =>
    columns
      .filter((column) => (row[column]?.length ?? 0) > maxCellCharacters)
      .map(
        (column) =>
          `line ${lines[index] ?? 0}, ${column}: ${row[column]?.length ?? 0} characters; a spreadsheet cuts a cell at 32,767. Put the text into a file and write file://name here`,
      ),
  )
}

/** Where an analysis' data set is, where no other is named. */
export function defaultDataSet(promptsFolder: string, analysis: string): string {
  return join(promptsFolder, analysis, 'cases.csv')
}
