import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readConfig } from '../config.ts'
import { openEngine, taskHandlers, type Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { modelName } from '../llm/choose-model.ts'
import { createLog } from '../log.ts'
import { startWorker } from '../queue/worker.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { failDeadJob } from '../tasks/fail-task.ts'
import { startTask } from '../tasks/start-task.ts'
import { finalStates } from '../tasks/task-state.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { createProgress } from './progress.ts'
import { taskJson } from '../tasks/task-json.ts'
import { printTask } from './print-task.ts'

export interface AnalyzeOptions {
  analysis: string
  set: string[]
  json: boolean
}

/** Runs one analysis of one file through the task pipeline in this process; the exit code is 0 if it ended well. */
export async function analyze(file: string, options: AnalyzeOptions): Promise<number> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new AppError('usage', `cannot read ${file}`, {
      userMessage: `The file ${file} cannot be read.`,
      cause: error,
    })
  })
  const variables = parseVariables(options.set)
  const config = readConfig(process.env)
  const log = createLog({ logLevel: process.env['LOG_LEVEL'] ? config.logLevel : 'error' })
  await using engine = await openEngine(config, log)
  checkVariables(engine, options.analysis, variables)
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  await startWorker(engine.queue, {
    handlers: taskHandlers(engine),
    concurrency: engine.concurrency,
    onDead: (job) => failDeadJob(deps, job),
    log,
  })
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
    progress.show(view)
    if (finalStates.includes(view.state)) return view
    await wait(150)
  }
}

function parseVariables(settings: string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? []
      if (!name || value === undefined) {
        throw new AppError('usage', `bad --set ${setting}`, {
          userMessage: `--set ${setting}: expected name=value.`,
        })
      }
      return [name.trim(), value]
    }),
  )
}

function checkVariables(engine: Engine, analysisName: string, variables: Record<string, string>): void {
  const names = engine.library
    .get(analysisName)
    .variables.filter((variable) => variable.type !== 'document')
    .map((variable) => variable.name)
  const unknown = Object.keys(variables).filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  throw new AppError('usage', `unknown variables ${unknown.join(', ')}`, {
    userMessage: `${analysisName} has no variable ${unknown.join(', ')}. It has: ${names.join(', ')}.`,
  })
}
