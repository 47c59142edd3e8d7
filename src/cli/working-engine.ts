import { readConfig } from '../config.ts'
import { openEngine, taskHandlers, type Engine } from '../engine.ts'
import { createLog } from '../log.ts'
import { startWorker } from '../queue/worker.ts'
import { failDeadJob } from '../tasks/fail-task.ts'
import { checkVariables } from './analyze-options.ts'

/** The engine with this process as a worker. Throws `usage` for variables that the analysis does not have. */
export async function openWorkingEngine(asked: {
  analysis: string
  variables: Record<string, string>
}): Promise<Engine> {
  const config = readConfig(process.env)
  const log = createLog({ logLevel: process.env['LOG_LEVEL'] ? config.logLevel : 'error' })
  await using opened = new AsyncDisposableStack()
  const engine = opened.use(await openEngine(config, log))
  checkVariables(engine.library, asked.analysis, asked.variables)
  await startWorker(engine.queue, {
    handlers: taskHandlers(engine),
    concurrency: engine.concurrency,
    onDead: (job) => failDeadJob({ db: engine.db, enqueue: engine.queue.enqueue }, job),
    log,
  })
  opened.move()
  return engine
}
