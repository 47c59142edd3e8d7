import { createLog } from '../../log.ts'
import { connect, type Db } from '../../db/connect.ts'
import { startEmbeddedDatabase } from '../../db/embedded.ts'
import { embeddedFolder } from '../../engine.ts'
import { once } from '../../llm/once.ts'
import { askSlack, type SlackAnswer } from './ask-slack.ts'
import { lookUpModels, type ModelLookUp } from './look-up-models.ts'
import { readSettings, type Settings, type Variables } from './settings.ts'

export interface OpenedDatabase {
  db: Db
  url: URL
  /** Where its data lie; null for a server given by DATABASE_URL. */
  builtIn: string | null
}

/** What the checks look at. What several of them need is asked for once. */
export interface CheckContext {
  variables: Variables
  settings: Settings
  /** Rejects where it does not answer. */
  database(): Promise<OpenedDatabase>
  /** What Slack says of the bot's token; null where there is none. */
  botToken(): Promise<SlackAnswer | null>
  /** What the vendors say of each model that may be asked. */
  models(): Promise<ModelLookUp[]>
  [Symbol.asyncDispose](): Promise<void>
}

export function openContext(variables: Variables, signal: AbortSignal): CheckContext {
  const settings = readSettings(variables)
  const { config } = settings
  const opened = new AsyncDisposableStack()
  return {
    variables,
    settings,
    database: once(() => openDatabase(settings, opened)),
    botToken: once(async () => {
      const { slack } = config
      if (!slack || 'oauth' in slack) return null
      return askSlack(slack, { method: 'auth.test', token: slack.botToken }, signal)
    }),
    models: once(async () => lookUpModels(config, signal)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const connectTimeoutMs = 5000

async function openDatabase(settings: Settings, opened: AsyncDisposableStack): Promise<OpenedDatabase> {
  // The built-in one is not what was meant.
  if (settings.isBroken(/^DATABASE_URL$/)) throw new Error('DATABASE_URL is wrong')
  const { config } = settings
  const log = createLog({ logLevel: 'silent' })
  const embedded = config.databaseUrl
    ? null
    : opened.use(await startEmbeddedDatabase({ folder: embeddedFolder(config), log }))
  const url = config.databaseUrl ?? embedded?.url ?? ''
  const db = connect(url, { maxConnections: 4, connectTimeoutMs, applicationName: 'paralegal check' })
  opened.defer(() => db.destroy())
  return { db, url: new URL(url), builtIn: embedded?.folder ?? null }
}
