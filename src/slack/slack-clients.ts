import type { WebClient } from '@slack/web-api'
import type { SlackConfig } from '../config.ts'
import type { Logger } from '../log.ts'
import { createSlackClient } from './app.ts'

/** How the workers speak to a team's Slack. */
export interface SlackClient {
  client: WebClient
  /** Fetches its files too. */
  token: string
}

export interface SlackClients {
  /** The client of a team. */
  of(teamId: string): Promise<SlackClient>
}

/** One installation, by its token: the same client for everybody. */
export function clientsByToken(config: SlackConfig, log: Logger): SlackClients {
  const client = { client: createSlackClient(config, log), token: config.botToken }
  return { of: async () => client }
}
