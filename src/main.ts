import { join } from 'node:path'
import { projectFolder, readConfig, type Config, type SlackConfig } from './config.ts'
import { openEngine, type Engine } from './engine.ts'
import { AppError } from './errors.ts'
import { modelName } from './llm/choose-model.ts'
import { createLog } from './log.ts'
import { runWorker, untilSignal } from './run-worker.ts'
import { createSlackApp } from './slack/app.ts'
import { AlreadyRunning } from './workspace/running.ts'
import { startWorkspace } from './workspace/start-workspace.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config)
  await using running = new AsyncDisposableStack()
  const engine = running.use(await openEngine(config, log))
  const slack = await chooseSlack(config, running)

  await runWorker(engine, slack.config, log)
  const app = createSlackApp(
    { ...slack.config, port: config.port },
    {
      db: engine.db,
      enqueue: engine.queue.enqueue,
      library: engine.library,
      model: modelName(engine.models.chosen),
      log,
    },
  )
  await app.start()
  running.defer(async () => {
    await app.stop()
  })
  console.log(welcome(engine, config, slack))
  const signal = await untilSignal()
  console.log(`\n${signal}: finishing what is running, then stopping.`)
}

interface ChosenSlack {
  config: SlackConfig
  /** The page of the local workspace; null with real Slack. */
  url: string | null
}

async function chooseSlack(config: Config, running: AsyncDisposableStack): Promise<ChosenSlack> {
  if (config.slack) return { config: config.slack, url: null }
  const folder = join(config.home, '.paralegal', 'workspace')
  const workspace = running.use(await openWorkspace(config, folder))
  return {
    url: workspace.url,
    config: {
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      signingSecret: workspace.signingSecret,
      apiUrl: workspace.apiUrl,
    },
  }
}

async function openWorkspace(config: Config, folder: string) {
  const manifestFile = join(projectFolder, 'manifest.yml')
  const start = (port: number) => startWorkspace({ port, folder, manifestFile })
  try {
    return await start(config.port ?? 3000)
  } catch (error) {
    if (error instanceof AlreadyRunning) {
      throw new AppError('config_invalid', error.message, {
        userMessage: `Paralegal already runs on this folder: ${error.url}. Stop that one first, or set another PARALEGAL_HOME.`,
        cause: error,
      })
    }
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    if (config.port === null) return start(0)
    throw new AppError('config_invalid', `port ${config.port} is taken`, {
      userMessage: `Port ${config.port} (PORT) is used by another program. Stop that one or set another PORT.`,
      cause: error,
    })
  }
}

function welcome(engine: Engine, config: Config, slack: ChosenSlack): string {
  const { chosen, reason } = engine.models
  const prompts = engine.library.analyses
    .map((analysis) => `${analysis.command} v${analysis.version}`)
    .join(', ')
  return [
    '',
    'Paralegal is running.',
    `  Slack     ${slack.url ? `local workspace at ${slack.url} (SLACK_BOT_TOKEN is not set)` : 'your workspace (SLACK_BOT_TOKEN is set)'}`,
    `  Database  ${engine.databaseChoice}`,
    `  Model     ${modelName(chosen)}${chosen.notice ? `: ${chosen.notice}` : ''} (${reason})`,
    `  Prompts   ${config.promptsFolder}: ${prompts}`,
    '',
    slack.url
      ? `Open ${slack.url} and drop a contract in a channel, or type /analyze-contract.`
      : 'Type /analyze-contract in Slack.',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof AppError ? `\nParalegal could not start.\n${error.userMessage}\n` : error)
    process.exitCode = 1
  })
  // Everything of ours is closed by now; the Slack SDK's timers would hold the process for half a minute.
  .finally(() => process.exit())
