import { readConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { modelName } from '../llm/model-name.ts'
import { createLog } from '../log.ts'
import { startTracing } from '../observe/start-tracing.ts'
import { runWorker, untilSignal } from '../run-worker.ts'

/** Works for a bot that runs elsewhere on the same database, until it is told to stop. */
export async function work(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  await using _tracing = await startTracing(config.tracesUrl)
  await using engine = await openEngine(config, log)
  await runWorker(engine, config.slack, log)
  const slack = config.slack
    ? 'posts to Slack'
    : 'does not post (neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID is set)'
  console.log(
    `Worker is running: ${engine.databaseChoice}, ${modelName(engine.models.chosen)}, ${slack}. Ctrl-C stops it.`,
  )
  const signal = await untilSignal()
  console.log(`${signal}: finishing what is running, then stopping.`)
}
