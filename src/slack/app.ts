import type { RequestListener } from 'node:http'
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Logger as BoltLogger } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { AccessRules, Budgets, SlackConfig } from '../config.ts'
import type { Logger } from '../log.ts'
import type { StartTaskDeps } from '../tasks/start-task.ts'
import { eventsAfterWrite } from './events-after-write.ts'
import { listenForTaskButtons } from './listeners/task-buttons.ts'
import { listenForCommands } from './listeners/command.ts'
import { listenForFiles } from './listeners/file-shared.ts'
import { listenForFormChanges } from './listeners/form-changes.ts'
import { letOnlyAllowedIn } from './listeners/only-allowed.ts'
import { listenForParalegalCommand } from './listeners/paralegal-command.ts'
import { listenForReruns } from './listeners/rerun.ts'
import { listenForShortcuts } from './listeners/shortcut.ts'
import { listenForStartButtons } from './listeners/start-button.ts'
import { listenForSubmissions } from './listeners/submission.ts'

export type SlackDeps = StartTaskDeps & {
  log: Logger
  budgets: Budgets
  /** Those that people may choose when they ask again, as `provider/model`. */
  models: string[]
  /** Slack user ids. */
  admins: string[]
  access: AccessRules
}

export interface ReceiverConfig extends SlackConfig {
  port: number | null
  /** Shares the port where Slack is heard over HTTP: asked first, true where it answered. */
  first?: (...request: Parameters<RequestListener>) => boolean
}

/** The Bolt app: hears Slack, writes tasks. Socket Mode where there is an app token, else HTTP on `port`. */
export function createSlackApp(config: ReceiverConfig, deps: SlackDeps): App {
  const logger = boltLogger(deps.log.child({ part: 'slack' }))
  const app = new App({
    token: config.botToken,
    logger,
    clientOptions: clientOptions(config),
    receiver: eventsAfterWrite(receiverOf(config, logger)),
  })
  app.error(async (error) => {
    deps.log.error({ err: error }, 'slack listener failed')
    // The receiver must learn of it, or it would acknowledge what was not kept.
    throw error
  })
  letOnlyAllowedIn(app, deps)
  listenForCommands(app, deps)
  listenForShortcuts(app, deps)
  listenForFormChanges(app, deps)
  listenForSubmissions(app, deps)
  listenForFiles(app, deps)
  listenForStartButtons(app, deps)
  listenForTaskButtons(app, deps)
  listenForReruns(app, deps)
  listenForParalegalCommand(app, deps)
  return app
}

/**
 * The client of the workers. It never repeats a call: a message whose answer was lost may stand there already, so the
 * outbox looks first; and a rate limit is an error at once, after which the queue comes back.
 */
export function createSlackClient(config: SlackConfig, log: Logger): WebClient {
  return new WebClient(config.botToken, {
    ...clientOptions(config),
    logger: boltLogger(log.child({ part: 'slack' })),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 10,
  })
}

function receiverOf(config: ReceiverConfig, logger: BoltLogger) {
  if (config.appToken) {
    // Options of its own: the receiver writes its retry settings into the object that it is given.
    return new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      // Logged already; without an acknowledgement Slack delivers an event again, and shows a person that a click failed.
      processEventErrorHandler: async () => false,
      installerOptions: { clientOptions: apiUrlOf(config) },
    })
  }
  const receiver = new HTTPReceiver({
    signingSecret: config.signingSecret ?? '',
    port: config.port ?? 3000,
    logger,
    // Acknowledged after the write: an event that could not be kept is delivered again.
    processBeforeResponse: true,
  })
  const listener = receiver.requestListener
  receiver.requestListener = (request, response) => {
    if (!config.first?.(request, response)) listener(request, response)
  }
  return receiver
}

function clientOptions(config: SlackConfig): WebClientOptions {
  return { ...apiUrlOf(config), timeout: 15_000, retryConfig: { retries: 2 } }
}

function apiUrlOf(config: SlackConfig): Pick<WebClientOptions, 'slackApiUrl'> {
  return config.apiUrl ? { slackApiUrl: config.apiUrl } : {}
}

// Bolt logs what it is given as text, which may hold payloads: only its errors and warnings pass, without arguments.
function boltLogger(log: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn({ said: firstLine(parts) }, 'slack library warns'),
    error: (...parts) => log.error({ said: firstLine(parts) }, 'slack library reports an error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  }
}

function firstLine(parts: unknown[]): string {
  return String(parts[0]).split('\n')[0]?.slice(0, 300) ?? ''
}
