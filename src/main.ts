import { createApi, type Api } from './api/create-api.ts'
import { serveApi } from './api/serve-api.ts'
import { chooseSlack, type ChosenSlack } from './choose-slack.ts'
import { readConfig, type Config, type SlackConfig } from './config.ts'
import type { Db } from './db/connect.ts'
import { openEngine, type Engine } from './engine.ts'
import { AppError } from './errors.ts'
import { modelName } from './llm/model-name.ts'
import { createLog, type Logger } from './log.ts'
import { openOperator } from './observe/open-operator.ts'
import { startTracing } from './observe/start-tracing.ts'
import { runWorker, untilSignal } from './run-worker.ts'
import { createSlackApp } from './slack/app.ts'
import { installPages } from './slack/install-pages.ts'
import { welcome } from './welcome.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  await using running = new AsyncDisposableStack()
  running.use(await startTracing(config.tracesUrl))
  const engine = running.use(await openEngine(config, log))
  const deps = {
    db: engine.db,
    enqueue: engine.queue.enqueue,
    library: engine.library,
    model: modelName(engine.models.chosen),
    budgets: engine.budgets,
    userLimits: engine.userLimits,
    admins: config.admins,
    access: config.access,
    models: modelsOf(engine),
    log,
  }
  const operator = openOperator(engine, { token: config.operatorToken, log }, running)
  const api = oneOf(operator, createApi({ ...deps, token: config.apiToken }))
  const slack = await chooseSlack(config, { api, library: engine.library, log }, running)

  // From here on work is taken: a stop in the middle of the start finishes it too.
  const stopped = untilSignal()
  await runWorker(engine, slack.config, log)
  const first = frontDoor(api, slack.config, deps)
  const app = createSlackApp({ ...slack.config, port: config.port, first }, deps)
  await app.start()
  running.defer(async () => {
    await app.stop()
  })
  const apiUrl = await placeApi(first, { config, slack, running })
  console.log(welcome(engine, config, { slack, apiUrl }))
  const signal = await stopped
  console.log(`\n${signal}: finishing what is running, then stopping.`)
}

function modelsOf({ models, library }: Engine): string[] {
  const own = [models.chosen, ...(models.fallback ? [models.fallback] : [])].map(modelName)
  return [...new Set([...own, ...library.analyses.flatMap(({ model }) => model ?? [])])]
}

// What shares the port with Slack: the pages by which workspaces install the app, and the API.
function frontDoor(api: Api, slack: SlackConfig, deps: { db: Db; log: Logger }): Api {
  if (!('oauth' in slack)) return api
  return oneOf(installPages(slack, deps), api)
}

function oneOf(one: Api, other: Api): Api {
  return (request, response) => one(request, response) || other(request, response)
}

/**
 * Where programs reach the API and the health checks: at the server that there is; in Socket Mode at one of its own, where
 * a port or the API is asked for. Null where the API is off.
 */
async function placeApi(
  api: Api,
  { config, slack, running }: { config: Config; slack: ChosenSlack; running: AsyncDisposableStack },
): Promise<string | null> {
  const url = await openPort(api, { config, slack, running })
  return config.apiToken ? url : null
}

async function openPort(
  api: Api,
  { config, slack, running }: { config: Config; slack: ChosenSlack; running: AsyncDisposableStack },
): Promise<string | null> {
  if (slack.url) return slack.url
  const port = config.port ?? 3000
  if (!slack.config.appToken) return `http://localhost:${port}`
  const isAsked =
    config.apiToken !== null ||
    config.operatorToken !== null ||
    config.port !== null ||
    'oauth' in slack.config
  if (!isAsked) return null
  return running.use(await serveApi(api, port)).url
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof AppError ? `\nParalegal could not start.\n${error.userMessage}\n` : error)
    process.exitCode = 1
  })
  // Everything of ours is closed by now; the Slack SDK's timers would hold the process for half a minute.
  .finally(() => process.exit())
