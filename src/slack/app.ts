import type { RequestListener } from 'node:http'
import { App, HTTPReceiver, SocketModeReceiver, type Logger as BoltLogger } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { AccessRules, SlackByToken, SlackConfig, SlackWay } from '../config.ts'
import type { Budgets } from '../environment.ts'
import type { Logger } from '../log.ts'
import type { StartTaskDeps } from '../tasks/start-task.ts'
import { authorizeByInstallation, isNotInstalled } from './authorize.ts'
import { boltLogger } from './bolt-log.ts'
import { eventsAfterWrite } from './events-after-write.ts'
import { finishBeforeStop } from './finish-before-stop.ts'
import { measured } from './measured.ts'
import { listenForTaskButtons } from './listeners/task-buttons.ts'
import { listenForClosedVotes } from './listeners/close-vote.ts'
import { listenForCommands } from './listeners/command.ts'
import { listenForDecisions } from './listeners/decide.ts'
import { listenForDeletions, passOverMessages } from './listeners/deletions.ts'
import { listenForDetails } from './listeners/details.ts'
import { listenForDocumentChoice } from './listeners/choose-document.ts'
import { listenForDirectMessages } from './listeners/direct-message.ts'
import { listenForExamples } from './listeners/examples.ts'
import { listenForFiles } from './listeners/file-shared.ts'
import { listenForForgetting } from './listeners/forget.ts'
import { listenForFormChanges } from './listeners/form-changes.ts'
import { listenForFileButtons } from './listeners/file-buttons.ts'
import { listenForFullReports } from './listeners/full-report.ts'
import { listenForHolds } from './listeners/hold.ts'
import { listenForHome } from './listeners/home.ts'
import { listenForMentions } from './listeners/mention.ts'
import { letOnlyAllowedIn } from './listeners/only-allowed.ts'
import { letOnlyKeptOn } from './listeners/only-kept.ts'
import { listenForParalegalCommand } from './listeners/paralegal-command.ts'
import { listenForReruns } from './listeners/rerun.ts'
import { listenForRules } from './listeners/rules.ts'
import { listenForScores } from './listeners/score.ts'
import { listenForSettings } from './listeners/settings.ts'
import { listenForShares } from './listeners/share.ts'
import { listenForShortcuts } from './listeners/shortcut.ts'
import { listenForStartButtons } from './listeners/start-button.ts'
import { listenForSubmissions } from './listeners/submission.ts'
import { listenForUninstalls } from './listeners/uninstall.ts'
import { listenForVotes } from './listeners/votes.ts'

export type SlackDeps = StartTaskDeps & {
  log: Logger
  budgets: Budgets
  /** Those that people may choose when they ask again, as `provider/model`. */
  models: string[]
  /** Slack user ids. */
  admins: string[]
  access: AccessRules
}

export type ReceiverConfig = SlackConfig & {
  port: number | null
  /** Shares the port where Slack is heard over HTTP: asked first, true where it answered. */
  first?: (...request: Parameters<RequestListener>) => boolean
}

/** The Bolt app: hears Slack, writes tasks. Socket Mode where there is an app token, else HTTP on `port`. */
export function createSlackApp(config: ReceiverConfig, deps: SlackDeps): App {
  const logger = boltLogger(deps.log.child({ part: 'slack' }))
  const app = new App({
    ...('oauth' in config
      ? { authorize: authorizeByInstallation({ db: deps.db, keys: config.oauth.keys }) }
      : { token: config.botToken }),
    logger,
    clientOptions: clientOptions(config),
    receiver: finishBeforeStop(eventsAfterWrite(measured(receiverOf(config, logger)))),
  })
  app.error(async (error) => {
    // Nothing to do for a team that took the app away; told again it would be the same.
    if (isNotInstalled(error)) return
    deps.log.error({ err: error }, 'slack listener failed')
    // The receiver must learn of it, or it would acknowledge what was not kept.
    throw error
  })
  passOverMessages(app)
  letOnlyAllowedIn(app, deps)
  letOnlyKeptOn(app, deps)
  listenForCommands(app, deps)
  listenForShortcuts(app, deps)
  listenForFormChanges(app, deps)
  listenForSubmissions(app, deps)
  listenForFiles(app, deps)
  listenForMentions(app, deps)
  listenForDirectMessages(app, deps)
  listenForDocumentChoice(app, deps)
  listenForStartButtons(app, deps)
  listenForTaskButtons(app, deps)
  listenForDetails(app, deps)
  listenForDecisions(app, deps)
  listenForFileButtons(app, deps)
  listenForFullReports(app, deps)
  listenForReruns(app, deps)
  listenForShares(app, deps)
  listenForScores(app, deps)
  listenForVotes(app, deps)
  listenForExamples(app, deps)
  listenForSettings(app, deps)
  listenForClosedVotes(app, deps)
  listenForParalegalCommand(app, deps)
  listenForHome(app, deps)
  listenForRules(app, deps)
  listenForUninstalls(app, deps)
  listenForDeletions(app, deps)
  listenForForgetting(app, deps)
  listenForHolds(app, deps)
  return app
}

/**
 * The client of the workers. It never repeats a call: a message whose answer was lost may stand there already, so the
 * outbox looks first; and a rate limit is an error at once, after which the queue comes back.
 */
export function createSlackClient(config: SlackByToken, log: Logger): WebClient {
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

function clientOptions(config: SlackWay): WebClientOptions {
  return { ...apiUrlOf(config), timeout: 15_000, retryConfig: { retries: 2 } }
}

export function apiUrlOf(config: SlackWay): Pick<WebClientOptions, 'slackApiUrl'> {
  return config.apiUrl ? { slackApiUrl: config.apiUrl } : {}
}
