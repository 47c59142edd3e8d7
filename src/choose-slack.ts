import { join } from 'node:path'
import type { Api } from './api/create-api.ts'
import { projectFolder, type Config, type SlackConfig } from './config.ts'
import { AppError } from './errors.ts'
import { AlreadyRunning } from './workspace/running.ts'
import { startWorkspace } from './workspace/start-workspace.ts'

export interface ChosenSlack {
  config: SlackConfig
  /** The page of the local workspace; null with real Slack. */
  url: string | null
}

/** The Slack that the environment names, else the local workspace, which then shares its port with the API. */
export async function chooseSlack(
  config: Config,
  api: Api,
  running: AsyncDisposableStack,
): Promise<ChosenSlack> {
  if (config.slack) return { config: config.slack, url: null }
  const workspace = running.use(await openWorkspace(config, api))
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

async function openWorkspace(config: Config, api: Api) {
  const folder = join(config.home, '.paralegal', 'workspace')
  const manifestFile = join(projectFolder, 'manifest.yml')
  const start = (port: number) => startWorkspace({ port, folder, manifestFile, first: api })
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
