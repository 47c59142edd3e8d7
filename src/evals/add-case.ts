import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Db, Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { isOfConfidentialChannel } from '../tasks/privacy-note.ts'
import type { Analysis } from '../prompts/library.ts'
import { proseOf } from '../tasks/prose.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { checkLine } from './check.ts'
import { parseTable, writeTable, type Row } from './csv-table.ts'
import { idOf } from './data-set.ts'

const maxQuote = 300

export interface NewCase {
  view: TaskView
  analysis: Analysis
  /** Whether somebody approved the answer: then it is the ideal one. */
  isApproved: boolean
  tags: string
  /** In place of what the task answered. */
  idealOutput?: string
  /** Further columns; their names begin with `__`. */
  notes?: Record<string, string | null>
}

/** Adds a finished task to a data set, its document beside it. Gives the case's id, and whether it is new. Throws `usage`. */
export async function addCase(
  db: Db | Trx,
  file: string,
  { view, analysis, isApproved, tags, idealOutput = answerOf(view), notes = {} }: NewCase,
): Promise<{ id: string; isNew: boolean }> {
  if (view.state !== 'done')
    throw new AppError('usage', `task ${view.id} is ${view.state}`, {
      userMessage: `Task ${view.id} is ${view.state}: only a finished one can be an example.`,
    })
  if (await isOfConfidentialChannel(db, view.id))
    throw new AppError('usage', `task ${view.id} is of a confidential channel`, {
      userMessage: `Task ${view.id} is of a confidential channel: nothing of it can be an example.`,
    })
  const { variables, document } = await findAsked(db, view.id)
  const cell = await keepDocument(dirname(file), document)
  const variable = analysis.variables.find(({ type }) => type === 'document')
  const id = idOf({ ...variables, document: cell })
  const row: Row = {
    __id: id,
    ...variables,
    ...(variable ? { [variable.name]: cell } : {}),
    ideal_output: isApproved ? idealOutput : null,
    model_output: isApproved ? null : idealOutput,
    __tags: tags === '' ? null : tags,
    __expect: isApproved ? expectationsOf(view) : null,
    __model: modelOf(view),
    __prompt_version: `${view.receipt.promptVersion ?? ''} ${view.receipt.promptHash ?? ''}`.trim(),
    __source_call_id: await callsOf(db, view),
    ...notes,
  }
  return { id, isNew: await append(file, row) }
}

async function append(file: string, row: Row): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const table = text === null ? { columns: [], rows: [] } : parseTable(text, file)
  const isNew = !table.rows.some((each) => each['__id'] === row['__id'])
  if (!isNew) return false
  const columns = [...new Set([...table.columns, ...Object.keys(row)])]
  // Whoever reads it meanwhile reads a whole file.
  await writeFile(`${file}.new`, writeTable({ columns, rows: [...table.rows, row] }))
  await rename(`${file}.new`, file)
  return true
}

async function findAsked(db: Db | Trx, taskId: string) {
  const row = await db
    .selectFrom('task')
    .innerJoin('document', 'document.id', 'task.document_id')
    .select(['task.variables', 'task.file_name', 'document.bytes'])
    .where('task.id', '=', taskId)
    .executeTakeFirstOrThrow()
  const given = Object.entries(row.variables).filter(([, value]) => value !== '')
  return { variables: Object.fromEntries(given), document: { name: row.file_name, bytes: row.bytes } }
}

async function keepDocument(
  folder: string,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const safe =
    name
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^\.+/, '') ?? ''
  const path = `cases/${hash}-${safe === '' ? 'document' : safe.slice(-80)}`
  await mkdir(join(folder, 'cases'), { recursive: true })
  await writeFile(join(folder, path), bytes)
  return `file://${path.split('/').map(encodeURIComponent).join('/')}`
}

function answerOf(view: TaskView): string {
  return proseOf(view, view.chosen ?? 1)
}

// What code did not find in the document is no example for anybody.
function expectationsOf({ findings }: TaskView): string {
  return findings
    .filter(({ mark, quote }) => quote !== null && (mark === 'verified' || mark === 'repaired'))
    .map(({ title, quote }) =>
      checkLine({ kind: 'finding', title: title.replaceAll('|', '/'), quote: shortened(quote ?? '') }),
    )
    .join('\n')
}

function shortened(quote: string): string {
  const flat = quote.replace(/\s+/g, ' ').trim()
  return flat.length <= maxQuote ? flat : flat.slice(0, maxQuote).replace(/\s\S*$/, '')
}

// Of several answers those of the one that was chosen.
async function callsOf(db: Db | Trx, { id, chosen }: TaskView): Promise<string> {
  const calls = await db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .select('generation.id')
    .where('generation.task_id', '=', id)
    .where('subtask.variation', '=', chosen ?? 1)
    .where('generation.state', '=', 'done')
    .orderBy('generation.created_at')
    .execute()
  return calls.map((call) => call.id).join(' ')
}

function modelOf({ variationList, chosen, receipt }: TaskView): string {
  return variationList.find(({ number }) => number === chosen)?.model ?? receipt.model
}
