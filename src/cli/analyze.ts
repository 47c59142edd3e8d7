import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from '../engine.ts'
import { modelName } from '../llm/model-name.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { startTask } from '../tasks/start-task.ts'
import { taskJson } from '../tasks/task-json.ts'
import { aboutUsd, progressOf } from '../tasks/task-lines.ts'
import { finalStates } from '../tasks/task-state.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { parseVariables, type AnalyzeOptions } from './analyze-options.ts'
import { analyzeFolder } from './batch.ts'
import { printTask } from './print-task.ts'
import { bar, createProgress } from './progress.ts'
import { readBytes, unreadable } from './read-bytes.ts'
import { openWorkingEngine } from './working-engine.ts'

/** Runs one analysis of a file, or of a folder's files, in this process; the exit code is 0 if all ended well. */
export async function analyze(path: string, options: AnalyzeOptions): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  return found.isDirectory() ? analyzeFolder(path, options) : analyzeFile(path, options)
}

async function analyzeFile(file: string, options: AnalyzeOptions): Promise<number> {
  const bytes = await readBytes(file)
  const variables = parseVariables(options.set)
  await using engine = await openWorkingEngine({ analysis: options.analysis, variables })
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  const { taskId } = await startTask(
    { ...deps, model: modelName(engine.models.chosen) },
    {
      dedupeKey: `cli:${randomUUID()}`,
      analysis: options.analysis,
      variables,
      source: { kind: 'bytes', bytes, fileName: basename(file) },
      requestedBy: process.env['USER'] ?? 'cli',
      teamId: '',
      channelId: null,
      threadTs: null,
      ...(options.variations === null ? {} : { variations: options.variations }),
    },
  )
  // Ctrl-C stops the calls too; without it another worker would finish the task.
  process.once('SIGINT', () => void cancelTask(deps, taskId))
  const view = await follow(engine, taskId)
  if (options.json) console.log(JSON.stringify(taskJson(view), null, 2))
  else printTask(view)
  return view.state === 'done' ? 0 : 1
}

async function follow(engine: Engine, taskId: string): Promise<TaskView> {
  using progress = createProgress(process.stderr)
  for (;;) {
    const view = await viewTask(engine, taskId)
    progress.show(lineOf(view))
    if (finalStates.includes(view.state)) return view
    await wait(150)
  }
}

function lineOf(view: TaskView): string {
  const { ended, of } = progressOf(view)
  const running = view.subtasks.filter(({ state }) => state === 'running').map(({ title }) => title)
  const what = view.state === 'running' ? running.join(', ') : view.state
  const cost = view.estimateUsd ? ` · ${aboutUsd(view.estimateUsd)}` : ''
  return `${bar(ended, of)} ${ended}/${of} ${what}${cost}`
}
