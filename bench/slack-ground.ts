import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectFolder } from '../src/config.ts'
import { connect, type Db } from '../src/db/connect.ts'
import { makeHome, startProgram } from '../test/support/program.ts'
import { openGround } from './ground.ts'
import { writePeople } from './slack-people.ts'

export interface SlackGround {
  workspaceUrl: string
  db: Db
  /** How long the commands since the last look took to be acknowledged, in ms. */
  takeAcks(): Promise<number[]>
  [Symbol.asyncDispose](): Promise<void>
}

interface Address {
  url: string
  apiUrl: string
  botToken: string
  appToken: string
}

const modelDelayMs = 2000

/** The real program, a workspace with a hundred people, PostgreSQL: each in a process of its own. */
export async function openSlackGround(): Promise<SlackGround> {
  await using opened = new AsyncDisposableStack()
  const ground = opened.use(await openGround())
  ground.llm.reply({ delayMs: modelDelayMs })
  const { databaseUrl } = opened.use(await ground.openPlace())
  const home = opened.use(await makeHome())
  const slackHome = opened.use(await makeHome())
  await writePeople(slackHome.folder)

  const workspace = fork(
    join(import.meta.dirname, 'slack-workspace.ts'),
    [slackHome.folder, join(projectFolder, 'manifest.yml')],
    { execArgv: ['--disable-warning=ExperimentalWarning'] },
  )
  opened.defer(async () => {
    workspace.disconnect()
    await once(workspace, 'exit')
  })
  const [address] = (await once(workspace, 'message')) as [Address]
  const env = {
    ...ground.llm.env,
    LOG_LEVEL: 'error',
    SLACK_BOT_TOKEN: address.botToken,
    SLACK_APP_TOKEN: address.appToken,
    SLACK_API_URL: address.apiUrl,
  }
  opened.use(await startProgram({ home: home.folder, databaseUrl, env }))
  const db = connect(databaseUrl)
  opened.defer(() => db.destroy())
  const kept = opened.move()
  return {
    workspaceUrl: address.url,
    db,
    async takeAcks() {
      workspace.send('acks')
      const [{ took }] = (await once(workspace, 'message')) as [{ took: number[] }]
      return took
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
