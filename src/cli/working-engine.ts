import { readConfig } from '../config.ts'
import { openEngine, type Engine } from '../engine.ts'
import { createLog } from '../log.ts'
import { checkVariables } from '../prompts/check-variables.ts'
import { runWorker } from '../run-worker.ts'

/** The engine with this process as a worker. Throws `usage` for variables that the analysis does not have, needs, or cannot take. */
export async function openWorkingEngine(asked: {
  analysis: string
  variables: Record<string, string>
}): Promise<Engine> {
  const config = readConfig(process.env)
  const log = createLog({ logLevel: process.env['LOG_LEVEL'] ? config.logLevel : 'error' })
  await using opened = new AsyncDisposableStack()
  const engine = opened.use(await openEngine(config, log))
  checkVariables(engine.library.get(asked.analysis), asked.variables)
  await runWorker(engine, null, log)
  opened.move()
  return engine
}
