import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { readDocument } from '../documents/read-document.ts'
import { AppError } from '../errors.ts'
import { addCase } from '../evals/add-case.ts'
import { documentOf } from '../evals/case-document.ts'
import { fromConsole, toConsole } from '../evals/console-csv.ts'
import { parseTable, writeTable, type Row } from '../evals/csv-table.ts'
import { defaultDataSet, readDataSet } from '../evals/data-set.ts'
import { loadLibrary, type Analysis } from '../prompts/library.ts'
import { viewTask } from '../tasks/task-view.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'

/** Checks a data set; mistakes are an error. */
export async function checkCases(name: string, options: { data?: string; json?: true }): Promise<void> {
  const { analysis, file } = await open(name, options.data)
  const { cases, warnings } = await readDataSet(file, analysis)
  const tagged = Object.entries(
    Object.groupBy(
      cases.flatMap(({ tags }) => tags),
      (tag) => tag,
    ),
  )
  const counts = {
    file,
    cases: cases.length,
    checks: cases.reduce((sum, { checks }) => sum + checks.length, 0),
    ideal_outputs: cases.filter(({ idealOutput }) => idealOutput !== null).length,
    scored: cases.filter(({ score }) => score !== null).length,
    tags: Object.fromEntries(tagged.map(([tag, all]) => [tag, all?.length ?? 0])),
    warnings,
  }
  if (options.json) return console.log(JSON.stringify(counts, null, 2))
  const tags = Object.entries(counts.tags).map(([tag, count]) => `${count} ${tag}`)
  console.log(
    `${file}: ${counts.cases} cases with ${counts.checks} checks, ${counts.ideal_outputs} ideal outputs${tags.length > 0 ? `; ${tags.join(', ')}` : ''}`,
  )
  for (const warning of warnings) console.log(`⚠ ${warning}`)
}

/** Makes a data set of an export of the Anthropic Console. */
export async function importCases(name: string, from: string, options: { out: string }): Promise<void> {
  const { analysis } = await open(name, from)
  const table = fromConsole(parseTable(await readFile(from, 'utf8'), from), analysis)
  await writeNew(options.out, writeTable(table))
  const { cases, warnings } = await readDataSet(resolve(options.out), analysis)
  console.log(`${options.out}: ${cases.length} cases`)
  console.log(
    'Unverified: the shape of one export of the Console was seen, not how it is meant. Look at some rows.',
  )
  for (const warning of warnings) console.log(`⚠ ${warning}`)
}

/** Writes a data set in the shape of the Anthropic Console, documents as text. */
export async function exportCases(
  name: string,
  options: { data?: string; out: string; withResults?: true },
): Promise<void> {
  const { analysis, file } = await open(name, options.data)
  await readDataSet(file, analysis)
  const table = parseTable(await readFile(file, 'utf8'), file)
  const rows = await Promise.all(table.rows.map(async (row) => withText(row, analysis, file)))
  const wide = toConsole({ columns: table.columns, rows }, analysis, {
    withResults: options.withResults ?? false,
  })
  await writeNew(options.out, writeTable(wide))
  console.log(
    `${options.out}: ${wide.rows.length} examples. How the Console reads such a file was not verified.`,
  )
}

/** Makes a finished task an example. */
export async function addTask(
  beginning: string,
  options: { data?: string; as: string; tags: string },
): Promise<void> {
  const config = readConfig(process.env)
  const library = await loadLibrary(config.promptsFolder)
  await using database = await openDatabase()
  const { db } = database
  const view = await viewTask({ db, library }, await findTask(db, beginning))
  const analysis = library.get(view.analysis.name)
  const file = resolve(options.data ?? defaultDataSet(config.promptsFolder, analysis.name))
  const added = await addCase(db, file, {
    view,
    analysis,
    isApproved: options.as === 'ideal',
    tags: options.tags,
  })
  console.log(
    added.isNew
      ? `Case ${added.id} is in ${file}, its document in ${join(dirname(file), 'cases')}.`
      : `Case ${added.id} is in ${file} already.`,
  )
}

async function open(name: string, data: string | undefined): Promise<{ analysis: Analysis; file: string }> {
  const { promptsFolder } = readConfig(process.env)
  const analysis = (await loadLibrary(promptsFolder)).get(name)
  return { analysis, file: resolve(data ?? defaultDataSet(promptsFolder, name)) }
}

async function withText(row: Row, { variables }: Analysis, file: string): Promise<Row> {
  const variable = variables.find(({ type }) => type === 'document')
  if (!variable) return row
  const { found } = await documentOf(row[variable.name] ?? '', file)
  if (!found || 'text' in found) return row
  const { text } = await readDocument(await readFile(found.path), { fileName: found.path })
  return { ...row, [variable.name]: text }
}

// A data set is somebody's work: none is written over.
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new AppError('usage', 'the file is there', {
      userMessage: `${file} is there already. Name another file.`,
      cause: error,
    })
  })
}
