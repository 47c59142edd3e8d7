import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import { freePort } from './given-slack.ts'
import { makeHome, projectFolder, startProgram, type Program } from './program.ts'
import { SlackUser } from './slack-user.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export const firstKey = Buffer.alloc(32, 1).toString('base64')
export const secondKey = Buffer.alloc(32, 2).toString('base64')

export interface OAuthScene {
  workspace: Workspace
  database: TestDatabase
  baseUrl: string
  /** What the program runs with. */
  env: Record<string, string>
  homeFolder: string
  /** Two people of the same id in two teams. */
  here: SlackUser
  there: SlackUser
  start(env?: Record<string, string>): Promise<Program>
  /** Goes through the pages as a browser does; gives what the last one says. */
  install(teamId: string, options?: { withoutCookie?: true }): Promise<{ status: number; html: string }>
  /** A signed request as Slack would send it. */
  send(payload: object): Promise<Response>
  [Symbol.asyncDispose](): Promise<void>
}

/** A program that any workspace may install, and a Slack with two of them. */
export async function openOAuthScene(mode: 'socket' | 'http'): Promise<OAuthScene> {
  const opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const slackHome = opened.use(await makeHome())
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const workspace = opened.use(
    await startWorkspace({
      port: 0,
      folder: slackHome.folder,
      manifestFile: join(projectFolder, 'manifest.yml'),
      ...(mode === 'http' ? { httpDelivery: { url: `${baseUrl}/slack/events` } } : {}),
    }),
  )
  const { url } = await workspace.addTeam({ id: 'T0ACME', name: 'Acme <Legal>' })
  const env = {
    SLACK_CLIENT_ID: workspace.clientId,
    SLACK_CLIENT_SECRET: workspace.clientSecret,
    SLACK_STATE_SECRET: 'a state secret of this test',
    SLACK_API_URL: workspace.apiUrl,
    PARALEGAL_PUBLIC_URL: baseUrl,
    PARALEGAL_KEY: firstKey,
    PORT: String(port),
    ...(mode === 'http'
      ? { SLACK_SIGNING_SECRET: workspace.signingSecret }
      : { SLACK_APP_TOKEN: workspace.appToken }),
  }
  return {
    workspace,
    database,
    baseUrl,
    env,
    homeFolder: home.folder,
    here: new SlackUser(workspace.url),
    there: new SlackUser(url),
    start: async (changed = {}) =>
      startProgram({ home: home.folder, databaseUrl: database.url, env: { ...env, ...changed } }),
    install: async (teamId, options = {}) => install(baseUrl, teamId, options),
    send: async (payload) => send(baseUrl, workspace.signingSecret, payload),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function install(
  baseUrl: string,
  teamId: string,
  { withoutCookie }: { withoutCookie?: true },
): Promise<{ status: number; html: string }> {
  const page = await fetch(`${baseUrl}/slack/install`)
  const link = /href="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? ''
  const allowed = await fetch(`${link}&team_choice=${teamId}`, { redirect: 'manual' })
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';')
  const answer = await fetch(allowed.headers.get('location') ?? '', {
    headers: withoutCookie ? {} : { cookie },
  })
  return { status: answer.status, html: await answer.text() }
}

async function send(baseUrl: string, signingSecret: string, payload: object): Promise<Response> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  return fetch(`${baseUrl}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  })
}
