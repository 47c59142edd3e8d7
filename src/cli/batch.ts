import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { patiently } from '../db/patiently.ts'
import type { Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { modelName } from '../llm/model-name.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { resumeTask, retryTask, type RetryDeps } from '../tasks/retry-task.ts'
import { startTask } from '../tasks/start-task.ts'
import { openStates } from '../tasks/task-state.ts'
import { parseVariables, type AnalyzeOptions } from './analyze-options.ts'
import { listDocuments } from './batch-files.ts'
import { followBatch } from './batch-progress.ts'
import { printSummary, writeResults } from './batch-results.ts'
import { openWorkingEngine } from './working-engine.ts'

const interrupted = 130

/**
 * Runs an analysis of every document in a folder. A batch is known by what was asked, so the same command again goes on
 * where it was stopped; a changed document, prompt, variable or model is asked anew.
 */
export async function analyzeFolder(folder: string, options: AnalyzeOptions): Promise<number> {
  const root = await realpath(folder)
  const out = resolve(options.out)
  const { documents, skipped } = await listDocuments(root, out)
  if (documents.length === 0) throw nothingToDo(folder)
  if (skipped.length > 0) console.error(skippedLine(skipped))
  const variables = parseVariables(options.set)
  await using engine = await openWorkingEngine({ analysis: options.analysis, variables })
  const batch = batchId(engine, { root, variables, options })
  const stopping = stopOnInterrupt()

  const taskIds: string[] = []
  const refused = new Map<string, AppError>()
  const unreadable: string[] = []
  for (const path of documents) {
    if (stopping.aborted) break
    const bytes = await readFile(join(root, path)).catch(() => null)
    if (!bytes) {
      unreadable.push(path)
      continue
    }
    const { taskId, refusal } = await startDocument(engine, { bytes, path, variables, batch, options })
    taskIds.push(taskId)
    if (refusal) refused.set(taskId, refusal)
  }
  await followBatch(engine.db, { taskIds, stopping })
  if (stopping.aborted) await cancelOpen(engine, taskIds)
  const results = await writeResults(engine, { taskIds, refused, folder: out })
  if (options.json) process.stdout.write(results.jsonl)
  printSummary(results, { folder: out, unreadable })
  if (!stopping.aborted) return results.areAllDone && unreadable.length === 0 ? 0 : 1
  console.error('Stopped. Run the same command again to go on; what is finished is not done again.')
  return interrupted
}

interface BatchDocument {
  bytes: Uint8Array
  path: string
  variables: Record<string, string>
  batch: string
  options: AnalyzeOptions
}

interface StartedDocument {
  taskId: string
  /** Why it was not gone on with; null where it was, or there was nothing to do. */
  refusal: AppError | null
}

async function startDocument(engine: Engine, document: BatchDocument): Promise<StartedDocument> {
  const { batch, bytes, options, path } = document
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  const model = modelName(engine.models.chosen)
  const { taskId, isNew } = await patiently(() =>
    startTask(
      { ...deps, model },
      {
        dedupeKey: `batch:${batch}:${path}:${sha256(bytes)}`,
        analysis: options.analysis,
        variables: document.variables,
        source: { kind: 'bytes', bytes, fileName: path },
        requestedBy: process.env['USER'] ?? 'cli',
        teamId: '',
        channelId: null,
        threadTs: null,
        lane: 'batch',
        batch,
        ...(options.variations === null ? {} : { variations: options.variations }),
      },
    ),
  )
  return { taskId, refusal: isNew ? null : await goOn({ ...engine, ...deps }, taskId, options) }
}

async function goOn(
  deps: RetryDeps,
  taskId: string,
  options: Pick<AnalyzeOptions, 'retry'>,
): Promise<AppError | null> {
  try {
    if (!(await resumeTask(deps, taskId)) && options.retry) await retryTask(deps, taskId)
    return null
  } catch (error) {
    // The other documents may still be within the budget.
    if (error instanceof AppError && error.code === 'budget_exceeded') return error
    throw error
  }
}

// Those that wait first, so that no slot that becomes free begins another.
export async function cancelOpen(engine: Engine, taskIds: string[]): Promise<void> {
  if (taskIds.length === 0) return
  const open = await engine.db
    .selectFrom('task')
    .select('id')
    .where('id', 'in', taskIds)
    .where('state', 'in', openStates)
    .orderBy('priority')
    .execute()
  const deps = { db: engine.db, enqueue: engine.queue.enqueue }
  await Promise.all(open.map(async ({ id }) => cancelTask(deps, id)))
}

function batchId(
  engine: Engine,
  asked: { root: string; variables: Record<string, string>; options: AnalyzeOptions },
): string {
  const { name, hash } = engine.library.get(asked.options.analysis)
  const model = modelName(engine.models.chosen)
  const variables = Object.entries(asked.variables).sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(JSON.stringify([asked.root, name, hash, model, variables, asked.options.variations])).slice(
    0,
    16,
  )
}

// The first Ctrl-C stops the batch in order, the second one this process.
export function stopOnInterrupt(): AbortSignal {
  const stopping = new AbortController()
  process.once('SIGINT', () => {
    stopping.abort()
    console.error('\nStopping: running calls are given up, what is finished is written.')
    process.once('SIGINT', () => process.exit(interrupted))
  })
  return stopping.signal
}

function skippedLine(skipped: string[]): string {
  const more = skipped.length > 3 ? ', …' : ''
  return `Left alone, as their kind is not read: ${skipped.length} (${skipped.slice(0, 3).join(', ')}${more}).`
}

function nothingToDo(folder: string): AppError {
  return new AppError('usage', `no documents in ${folder}`, {
    userMessage: `There is no document in ${folder}: no PDF, Word (.docx), .txt or .md file.`,
  })
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
