import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from './api/create-api.ts'
import type { Config, SlackConfig } from './config.ts'
import { AppError } from './errors.ts'
import type { Logger } from './log.ts'
import type { LiveLibrary } from './prompts/live-library.ts'
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
  of: { api: Api; library: LiveLibrary; log: Logger },
  running: AsyncDisposableStack,
): Promise<ChosenSlack> {
  if (config.slack) {
    remindOfManifest(of)
    return { config: config.slack, url: null }
  }
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

/** Slack learns of commands from the app's manifest alone, which only a person can give it. */
function remindOfManifest({ library, log }: { library: LiveLibrary; log: Logger }): void {
  let known = commandsOf(library)
  library.onChange(() => {
    const now = commandsOf(library)
    if (now === known) return
    known = now
    log.warn('commands have changed: give Slack a new manifest, made by npx paralegal manifest')
  })
}

function commandsOf(library: LiveLibrary): string {
  return JSON.stringify(library.offered.map(({ command, description }) => [command, description]))
}

async function openWorkspace(
  config: Config,
  { api, library, log }: { api: Api; library: LiveLibrary; log: Logger },
) {
  const folder = join(config.home, '.paralegal', 'workspace')
  // The commands are those of this installation's prompts.
  const manifestFile = join(config.home, '.paralegal', 'manifest.yml')
  await mkdir(folder, { recursive: true })
  const write = async () => writeFile(manifestFile, manifestText(library.offered, { url: null }))
  await write()
  const start = async (port: number) => {
    const workspace = await startWorkspace({ port, folder, manifestFile, first: api })
    library.onChange(() => {
      const renewed = write().then(() => workspace.renewCommands())
      renewed.catch((error: unknown) => log.error({ err: error }, 'the page does not know the new commands'))
    })
    return workspace
  }
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
