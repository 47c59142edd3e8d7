import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Db } from '../../src/db/connect.ts'
import { startWorkspace, type Workspace, type WorkspaceOptions } from '../../src/workspace/start-workspace.ts'
import { makeHome, projectFolder, startProgram, type Program } from './program.ts'
import { SlackUser } from './slack-user.ts'
import { createTestDatabase } from './test-database.ts'
import { writePrompts } from './test-engine.ts'

export interface Scene {
  workspace: Workspace
  program: Program
  ada: SlackUser
  db: Db
  /** Where the program listens: for Slack over HTTP, and for the API. */
  baseUrl: string
  countTasks: () => Promise<number>
}

export interface GivenSlack {
  mode: 'socket' | 'http'
  env?: Record<string, string>
  /** Of its one analysis, in place of the shipped ones. */
  analysis?: string
}

/** The program connected by tokens to a Slack that it did not start. */
export async function withGivenSlack(given: GivenSlack, use: (scene: Scene) => Promise<void>): Promise<void> {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using slackHome = await makeHome()
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const delivery: Partial<WorkspaceOptions> =
    given.mode === 'http' ? { httpDelivery: { url: `${baseUrl}/slack/events` } } : {}
  const manifestFile = join(projectFolder, 'manifest.yml')
  await using workspace = await startWorkspace({
    port: 0,
    folder: slackHome.folder,
    manifestFile,
    ...delivery,
  })
  const way =
    given.mode === 'http'
      ? { SLACK_SIGNING_SECRET: workspace.signingSecret }
      : { SLACK_APP_TOKEN: workspace.appToken }
  const env = {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_API_URL: workspace.apiUrl,
    PORT: String(port),
    ...way,
    ...given.env,
  }
  if (given.analysis !== undefined) await writePrompts(home.folder, given.analysis)
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const countTasks = async () => (await database.db.selectFrom('task').select('id').execute()).length
  await use({ workspace, program, ada: new SlackUser(workspace.url), db: database.db, baseUrl, countTasks })
}

/** What connects a program to a workspace by Socket Mode. */
export function socketEnv({ botToken, appToken, apiUrl }: Workspace) {
  return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl }
}

// Below the ports that a system gives to whoever names none (32768 and more on Linux): nobody else is given one of these meanwhile.
const [firstPort, ports] = [20_000, 12_000]
let tried = (process.pid * 37) % ports

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    tried = (tried + 1) % ports
    if (await isFree(firstPort + tried)) return firstPort + tried
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}
