import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { Engine } from '../engine.ts'
import type { AppError } from '../errors.ts'
import type { SeverityColumn } from '../db/schema.ts'
import { taskJson } from '../tasks/task-json.ts'
import { unansweredLines } from '../tasks/task-lines.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { printable } from './print-task.ts'

const severities: SeverityColumn[] = ['high', 'medium', 'low', 'info']

export interface BatchResults {
  jsonl: string
  views: TaskView[]
  failed: TaskView[]
  areAllDone: boolean
}

/** Writes `results.jsonl`, a line per document in the shape of `analyze --json`, and `results.csv`, a row per finding. */
export async function writeResults(
  engine: Engine,
  of: {
    taskIds: string[]
    /** Those that were not gone on with, and why. */
    refused: Map<string, AppError>
    folder: string
  },
): Promise<BatchResults> {
  const views: TaskView[] = []
  for (const taskId of of.taskIds) {
    const view = await viewTask(engine, taskId)
    const refusal = of.refused.get(taskId)
    const error = refusal ? { code: refusal.code, message: refusal.userMessage } : view.error
    views.push({ ...view, error })
  }
  const jsonl = views.map((view) => `${JSON.stringify(taskJson(view))}\n`).join('')
  await mkdir(of.folder, { recursive: true })
  await replaceFile(join(of.folder, 'results.jsonl'), jsonl)
  await replaceFile(join(of.folder, 'results.csv'), csvOf(views))
  return {
    jsonl,
    views,
    failed: views.filter(({ id, state }) => state === 'failed' || state === 'expired' || of.refused.has(id)),
    areAllDone: views.every(({ state }) => state === 'done') && of.refused.size === 0,
  }
}

/** What a person wants to know first. */
export function printSummary(
  { views, failed }: BatchResults,
  on: { folder: string; unreadable: string[] },
): void {
  const done = views.filter((view) => view.state === 'done')
  const findings = done.flatMap((view) => view.findings)
  const bySeverity = severities.map(
    (severity) => `${findings.filter((finding) => finding.severity === severity).length} ${severity}`,
  )
  const quotes = done.reduce((sum, view) => sum + view.quotes.checked, 0)
  const unverified = done.reduce((sum, view) => sum + view.quotes.unverified, 0)
  const notice = views.find((view) => view.receipt.notice !== null)?.receipt.notice
  const lines = [
    `${done.length} of ${views.length} documents done${failed.length > 0 ? `, ${failed.length} failed` : ''}.`,
    `${findings.length} findings (${bySeverity.join(', ')}); ${quotes} quotes checked, ${unverified} not found.`,
    ...failed.map((view) => `  ${view.fileName}: ${view.error?.message ?? 'took too long'}`),
    ...done.flatMap((view) => unansweredLines(view).map((line) => `  ${view.fileName}: ${line}`)),
    ...on.unreadable.map((path) => `  ${path}: this file cannot be read.`),
    ...(failed.length > 0 ? ['With --retry the same command tries these again.'] : []),
    ...(notice ? [`Note: ${notice}`] : []),
    `Written: ${join(on.folder, 'results.jsonl')} and results.csv`,
  ]
  console.error(lines.map(printable).join('\n'))
}

function csvOf(views: TaskView[]): string {
  const rows = views.flatMap((view) => {
    const task = { file: view.fileName, task: view.id, state: view.state }
    const error = [...(view.error ? [view.error.message] : []), ...unansweredLines(view)].join(' ')
    const about = { error, notice: view.receipt.notice }
    if (view.findings.length === 0) return [{ ...task, ...about }]
    return view.findings.map((finding) => ({
      ...task,
      severity: finding.severity,
      title: finding.title,
      explanation: finding.explanation,
      recommendation: finding.recommendation,
      quote: finding.quote,
      mark: finding.mark,
      page: view.paged ? finding.page : null,
      found_by: finding.subtasks.join(', '),
      ...about,
    }))
  })
  // A document's words may begin as a formula; spreadsheets would run it.
  return stringify(rows, { header: true, columns, bom: true, escape_formulas: true })
}

const columns = [
  'file',
  'task',
  'state',
  'severity',
  'title',
  'explanation',
  'recommendation',
  'quote',
  'mark',
  'page',
  'found_by',
  'error',
  'notice',
]

// Whole or not at all.
async function replaceFile(file: string, content: string): Promise<void> {
  await writeFile(`${file}.part`, content)
  await rename(`${file}.part`, file)
}
