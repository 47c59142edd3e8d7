import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from './api/create-api.ts'
import type { Config, SlackConfig } from './config.ts'
import { AppError } from './errors.ts'
import type { Library } from './prompts/library.ts'
import { manifestText } from './slack/manifest.ts'
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
  of: { api: Api; library: Library },
  running: AsyncDisposableStack,
): Promise<ChosenSlack> {
  if (config.slack) return { config: config.slack, url: null }
  const workspace = running.use(await openWorkspace(config, of))
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

async function openWorkspace(config: Config, { api, library }: { api: Api; library: Library }) {
  const folder = join(config.home, '.paralegal', 'workspace')
  // The commands are those of this installation's prompts.
  const manifestFile = join(config.home, '.paralegal', 'manifest.yml')
  await mkdir(folder, { recursive: true })
  await writeFile(manifestFile, manifestText(library.offered, { url: null }))
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
