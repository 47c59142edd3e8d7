import { serveApi } from '../api/serve-api.ts'
import { createHealth } from '../api/create-api.ts'
import { readConfig } from '../config.ts'
import { openEngine } from '../engine.ts'
import { modelName } from '../llm/model-name.ts'
import { createLog } from '../log.ts'
import { openOperator } from '../observe/open-operator.ts'
import { startTracing } from '../observe/start-tracing.ts'
import { runWorker, untilSignal } from '../run-worker.ts'

/** Works for a bot that runs elsewhere on the same database, until it is told to stop. */
export async function work(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  await using running = new AsyncDisposableStack()
  running.use(await startTracing(config.tracesUrl))
  const engine = running.use(await openEngine(config, log))
  // From here on work is taken: a stop in the middle of the start finishes it too.
  const stopped = untilSignal()
  const operator = openOperator(engine, { token: config.operatorToken, log }, running)
  await runWorker(engine, config.slack, log)
  const health = createHealth(engine)
  // Without a port nobody asks: several workers on one machine need none.
  const served =
    config.port === null
      ? null
      : running.use(
          await serveApi(
            (request, response) => operator(request, response) || health(request, response),
            config.port,
          ),
        )
  const slack = config.slack
    ? 'posts to Slack'
    : 'does not post (neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID is set)'
  const at = served ? `, answers at ${served.url}` : ''
  console.log(
    `Worker is running: ${engine.databaseChoice}, ${modelName(engine.models.chosen)}, ${slack}${at}. Ctrl-C stops it.`,
  )
  const signal = await stopped
  console.log(`${signal}: finishing what is running, then stopping.`)
}
