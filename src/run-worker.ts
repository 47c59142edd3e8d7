import type { SlackConfig } from './config.ts'
import { taskHandlers, type Engine } from './engine.ts'
import { restoreAnswers } from './llm/end-generation.ts'
import { modelName } from './llm/model-name.ts'
import type { Logger } from './log.ts'
import { closeBallot } from './ballots/close-ballot.ts'
import type { DeadJob, JobHandlers } from './queue/jobs.ts'
import { startWorker } from './queue/worker.ts'
import { answerMessage } from './slack/answer-message.ts'
import { countReactions } from './slack/count-reactions.ts'
import { fetchDocument } from './slack/fetch-document.ts'
import { forgetEvents } from './slack/forget-events.ts'
import type { KnownPermalinks } from './slack/home/permalinks.ts'
import { publishHome } from './slack/home/publish-home.ts'
import { refuseUnknownKeys } from './slack/installation-keys.ts'
import { knowDocument } from './slack/know-document.ts'
import { offerAnalyses } from './slack/offer-analyses.ts'
import { sendFile } from './slack/send-file.ts'
import { sendChart } from './slack/send-chart.ts'
import { syncOffer } from './slack/sync-offer.ts'
import { slackClients } from './slack/slack-clients.ts'
import { tellRemoval } from './slack/tell-removal.ts'
import { syncThread } from './slack/sync-thread.ts'
import {
  teamOfBallot,
  teamOfMessage,
  teamOfOffer,
  teamOfRemoval,
  teamOfShare,
  teamOfTask,
} from './slack/team-of.ts'
import { failDeadJob } from './tasks/fail-task.ts'

const maxFileBytes = 50 * 1024 * 1024

/** Takes jobs in this process: those of the pipeline, and those that speak to Slack where there is one. */
export async function runWorker(engine: Engine, slack: SlackConfig | null, log: Logger): Promise<void> {
  await restoreAnswers(engine)
  const onDead = async (job: DeadJob) => {
    const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
    // Where Slack cannot be asked for reactions, what was heard of them decides.
    if (job.kind === 'close-ballot') return closeBallot(deps, job.payload, new Map())
    return failDeadJob(deps, job)
  }
  const options = { concurrency: engine.concurrency, onDead, log }
  if (!slack) return startWorker(engine.queue, { ...options, handlers: taskHandlers(engine) })
  if ('oauth' in slack) await refuseUnknownKeys({ db: engine.db, keys: slack.oauth.keys })
  const handlers = { ...taskHandlers(engine), ...slackHandlers(engine, slack, log) }
  await startWorker(engine.queue, { ...options, handlers })
}

function slackHandlers(
  engine: Engine,
  slack: SlackConfig,
  log: Logger,
): JobHandlers<
  | 'fetch-document'
  | 'offer-analyses'
  | 'sync-offer'
  | 'sync-thread'
  | 'answer-message'
  | 'forget-events'
  | 'publish-home'
  | 'know-document'
  | 'close-ballot'
  | 'send-chart'
  | 'send-file'
  | 'tell-removal'
> {
  const clients = slackClients(slack, { db: engine.db, log })
  const deps = {
    db: engine.db,
    enqueue: engine.queue.enqueue,
    library: engine.library,
    userLimits: engine.userLimits,
    log,
  }
  const knownPermalinks: KnownPermalinks = new Map()
  const ofTask = async (taskId: string) => clients.of(await teamOfTask(engine.db, taskId))
  return {
    'fetch-document': async (payload, signal) => {
      const team = await ofTask(payload.taskId)
      const download = { ...team, apiUrl: slack.apiUrl, maxBytes: maxFileBytes }
      return fetchDocument({ ...deps, download }, payload, signal)
    },
    'know-document': async (payload, signal) => {
      const team = await clients.of(payload.teamId)
      const download = { ...team, apiUrl: slack.apiUrl, maxBytes: maxFileBytes }
      return knowDocument({ ...deps, download, maxMemoryMb: engine.readMemoryMb }, payload, signal)
    },
    'offer-analyses': async (payload) => {
      const { client } = await clients.of(await teamOfShare(engine.db, payload.fileShareId))
      return offerAnalyses({ ...deps, client, model: modelName(engine.models.chosen) }, payload)
    },
    'answer-message': async (payload) => {
      const { client } = await clients.of(await teamOfMessage(engine.db, payload.messageId))
      return answerMessage({ ...deps, client, model: modelName(engine.models.chosen) }, payload)
    },
    'sync-offer': async (payload) => {
      const { client } = await clients.of(await teamOfOffer(engine.db, payload.offerId))
      return syncOffer({ ...deps, client }, payload)
    },
    'publish-home': async (payload) => {
      const { client } = await clients.of(payload.teamId)
      return publishHome({ ...deps, client, admins: engine.admins, known: knownPermalinks }, payload)
    },
    'send-chart': async (payload) => {
      const { client } = await clients.of(payload.teamId)
      return sendChart({ ...deps, client }, payload)
    },
    'send-file': async (payload, signal) => {
      const { client } = await ofTask(payload.taskId)
      const { readMemoryMb: maxMemoryMb, auditKeys } = engine
      return sendFile({ ...deps, client, maxMemoryMb, auditKeys }, payload, signal)
    },
    'tell-removal': async (payload) => {
      const { client } = await clients.of(await teamOfRemoval(engine.db, payload.removalId))
      return tellRemoval({ ...deps, client }, payload)
    },
    'forget-events': () => forgetEvents(deps, new Date()),
    'close-ballot': async (payload) => {
      const { client } = await clients.of(await teamOfBallot(engine.db, payload.ballotId))
      return closeBallot(
        deps,
        payload,
        await countReactions({ ...deps, client, access: engine.access }, payload.ballotId),
      )
    },
    'sync-thread': async (payload, signal) => {
      const { client } = await ofTask(payload.taskId)
      return syncThread({ ...deps, client }, payload, signal)
    },
  }
}

/** Resolves at the first SIGINT or SIGTERM, for a graceful stop; a second one ends the process at once. */
export async function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        process.once(name, () => process.exit(1))
        resolve(name)
      })
    }
  })
}
