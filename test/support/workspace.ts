import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { App, LogLevel, SocketModeReceiver, type Logger } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { stringify } from 'yaml'
import { startWorkspace, type Workspace, type WorkspaceOptions } from '../../src/workspace/start-workspace.ts'
import { makeHome } from './program.ts'
import { SlackUser } from './slack-user.ts'

export const contracts = 'C0CONTRACTS'
export const general = 'C0GENERAL'

// An app that declares everything the workspace can tell it.
const manifest = `
display_information: { name: Paralegal }
features:
  slash_commands:
    - { command: /analyze-contract, description: Findings }
  shortcuts:
    - { callback_id: analyse_file, name: Analyse this file, type: message, description: x }
    - { callback_id: anywhere, name: From anywhere, type: global, description: x }
settings:
  event_subscriptions:
    bot_events: [file_shared, app_mention, app_home_opened, message.im, reaction_added, reaction_removed, member_joined_channel, file_deleted]
`

export interface TestWorkspace {
  workspace: Workspace
  client: WebClient
  ada: SlackUser
  folder: string
  manifestFile: string
  /** A Bolt app in Socket Mode: set up, then started. */
  connect(setUp?: (app: App) => void): Promise<App>
  [Symbol.asyncDispose](): Promise<void>
}

/** Changes what a workspace finds when it starts. */
export type Prepare = (manifestFile: string, folder: string) => Promise<void>

/** The app's manifest asks for these scopes and no others. */
export function withScopes(bot: string[]): Prepare {
  return (file) => writeFile(file, `${manifest}${stringify({ oauth_config: { scopes: { bot } } })}`)
}

/** A workspace of its own for a test, in a folder that goes with it. */
export async function openTestWorkspace(
  options: Partial<WorkspaceOptions> = {},
  prepare: Prepare = async () => undefined,
): Promise<TestWorkspace> {
  const resources = new AsyncDisposableStack()
  const { folder } = resources.use(await makeHome())
  const manifestFile = join(folder, 'manifest.yml')
  await writeFile(manifestFile, manifest)
  await prepare(manifestFile, folder)
  const workspace = resources.use(await startWorkspace({ port: 0, folder, manifestFile, ...options }))
  return {
    workspace,
    client: createClient(workspace),
    ada: new SlackUser(workspace.url),
    folder,
    manifestFile,
    async connect(setUp) {
      const app = createApp(workspace)
      setUp?.(app)
      await app.start()
      resources.defer(async () => {
        await app.stop()
      })
      return app
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

// Refusals are what these tests look for; the SDK would print each.
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}

/** A client that gives up at the first failure. */
export function createClient(workspace: Workspace, token = workspace.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  })
}

function createApp(workspace: Workspace): App {
  const receiver = new SocketModeReceiver({
    appToken: workspace.appToken,
    logger: silent,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
  })
  const clientOptions = { slackApiUrl: workspace.apiUrl }
  return new App({ token: workspace.botToken, receiver, clientOptions, logger: silent })
}

/** For faults that befall only messages with blocks. */
export function hasBlocks({ blocks }: Record<string, unknown>): boolean {
  return Array.isArray(blocks) && blocks.length > 0
}
