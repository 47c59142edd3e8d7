import type { WebClient } from '@slack/web-api'
import type { SlackByOAuth, SlackByToken, SlackConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { createSlackClient } from './app.ts'
import { getInstalled } from './installations.ts'

/** How the workers speak to a team's Slack. */
export interface SlackClient {
  client: WebClient
  /** Fetches its files too. */
  token: string
}

export interface SlackClients {
  /** The client of a team. Throws `slack_not_installed` for one that uninstalled the app. */
  of(teamId: string): Promise<SlackClient>
}

export function slackClients(config: SlackConfig, deps: { db: Db; log: Logger }): SlackClients {
  return 'oauth' in config ? clientsByInstallation(config, deps) : clientsByToken(config, deps.log)
}

/** One installation, by its token: the same client for everybody. */
export function clientsByToken(config: SlackByToken, log: Logger): SlackClients {
  const client = { client: createSlackClient(config, log), token: config.botToken }
  return { of: async () => client }
}

// The row is read each time, so that an uninstallation is noticed in all processes at once.
function clientsByInstallation(config: SlackByOAuth, { db, log }: { db: Db; log: Logger }): SlackClients {
  const { keys } = config.oauth
  const known = new Map<string, SlackClient>()
  return {
    async of(teamId) {
      const { botToken } = await getInstalled({ db, keys }, teamId)
      const before = known.get(teamId)
      if (before?.token === botToken) return before
      const made = { client: createSlackClient({ ...config, botToken }, log), token: botToken }
      known.set(teamId, made)
      return made
    },
  }
}
