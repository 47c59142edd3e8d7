import { join } from 'node:path'
import { chainEvents } from './audit/chain-events.ts'
import { stopOverdue } from './ballots/close-ballot.ts'
import { keepExample } from './ballots/examples.ts'
import { judgeBallot } from './ballots/judge-ballot.ts'
import type { AccessRules, Config } from './config.ts'
import type { Budgets, Retention } from './environment.ts'
import { connect, type Db } from './db/connect.ts'
import { startEmbeddedDatabase } from './db/embedded.ts'
import { noteKeys } from './db/encryption-keys.ts'
import { migrate } from './db/migrate.ts'
import { chooseModel, type Models } from './llm/choose-model.ts'
import { createGovernor, type Governor } from './llm/governor.ts'
import { modelName } from './llm/model-name.ts'
import { createPrefixGate, type PrefixGate } from './llm/prefix-gate.ts'
import { processName } from './process-name.ts'
import type { Logger } from './log.ts'
import { sumDays } from './observe/sum-days.ts'
import { openLibrary, type LiveLibrary } from './prompts/live-library.ts'
import { openQueue, type Queue } from './queue/queue.ts'
import type { RedactRules } from './redact/find-values.ts'
import { readOwnRules } from './redact/own-rules.ts'
import { purge } from './removal/purge.ts'
import { runRemoval } from './removal/run-removal.ts'
import { expireTasks } from './tasks/expire-tasks.ts'
import { finishTask } from './tasks/finish-task.ts'
import { readDocument } from './tasks/read-document.ts'
import { runSubtask } from './tasks/run-subtask.ts'
import type { JobHandlers } from './queue/jobs.ts'
import type { Concurrency } from './queue/worker.ts'
import { lowestPersonPriority } from './tasks/turn.ts'
import type { UserLimits } from './user-limits.ts'

/** What every process has: prompts, model, database, queue. Disposing closes them in reverse. */
export interface Engine {
  library: LiveLibrary
  models: Models
  db: Db
  queue: Queue
  databaseChoice: string
  concurrency: Concurrency
  /** Where answers wait while the database is away. */
  answersFolder: string
  /** For content at rest: the first one seals, each of them opens. None: it is stored in clear. */
  keys: Buffer[]
  /** Keeps the calls of all processes under the providers' limits. */
  governor: Governor
  /** Lets the first call about a document fill the provider's cache. */
  gate: PrefixGate
  budgets: Budgets
  /** What is kept from all models. */
  redact: RedactRules
  /** How many tasks one person may start, in Slack and by the API. */
  userLimits: UserLimits
  /** When content is removed by itself. */
  retention: Retention
  /** Slack users who may do what admins of the workspace may. */
  admins: string[]
  access: AccessRules
  /** Megabytes for the thread that reads a document. */
  readMemoryMb: number
  /** From when on a judge may decide votes alone. */
  judgeThreshold: Config['judgeThreshold']
  /** Seal the audit record. */
  auditKeys: Buffer[]
  log: Logger
  [Symbol.asyncDispose](): Promise<void>
}

/** Opens them in order; what was opened is closed again where a later one fails. */
export async function openEngine(config: Config, log: Logger): Promise<Engine> {
  await using opened = new AsyncDisposableStack()
  const own = await readOwnRules(config.redactFile)
  const library = opened.use(await openLibrary(config.promptsFolder, log))
  const models = chooseModel(config)
  const embedded = config.databaseUrl
    ? null
    : opened.use(await startEmbeddedDatabase({ folder: embeddedFolder(config), log }))
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
  const db = connect(databaseUrl, { applicationName: processName(config), keys: config.keys })
  opened.defer(() => db.destroy())
  await migrate(db)
  await noteKeys(db, config.keys)
  const queue = opened.use(await openQueue({ databaseUrl, log, drainMs: config.stopSeconds * 1000 }))
  const kept = opened.move()
  return {
    library,
    models,
    db,
    queue,
    databaseChoice: embedded
      ? `built-in PostgreSQL, data in ${embedded.folder} (DATABASE_URL is not set)`
      : `${new URL(databaseUrl).host} (DATABASE_URL is set)`,
    concurrency: concurrencyOf(config),
    answersFolder: join(config.home, '.paralegal', 'answers'),
    keys: config.keys,
    governor: createGovernor(db),
    gate: createPrefixGate(db),
    budgets: config.budgets,
    redact: { groups: config.redact, own },
    userLimits: config.userLimits,
    retention: config.retention,
    admins: config.admins,
    access: config.access,
    readMemoryMb: config.readMemoryMb,
    judgeThreshold: config.judgeThreshold,
    auditKeys: config.auditKeys,
    log,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Where the built-in PostgreSQL of an installation keeps its data. */
export function embeddedFolder(config: Pick<Config, 'home'>): string {
  return join(config.home, '.paralegal', 'postgres')
}

/** The handlers of the task pipeline, in the order it happens. */
export function taskHandlers(
  engine: Engine,
): JobHandlers<
  | 'read-document'
  | 'run-subtask'
  | 'finish-task'
  | 'expire-tasks'
  | 'stop-ballots'
  | 'sum-days'
  | 'judge-ballot'
  | 'keep-example'
  | 'chain-audit'
  | 'remove-content'
  | 'purge-content'
> {
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  const { models, answersFolder, keys, governor, gate, budgets, redact } = engine
  const running = {
    ...deps,
    modelOf: (name: string) => models.get(name),
    fallbackOf: (name: string | null) => (name === null ? models.fallback : models.get(name)),
    answersFolder,
    keys,
    governor,
    gate,
    budgets,
    maxMemoryMb: engine.readMemoryMb,
    redact,
  }
  return {
    'read-document': (payload, signal) => readDocument(running, payload, signal),
    'run-subtask': (payload, signal) => runSubtask(running, payload, signal),
    'finish-task': (payload) => finishTask(deps, payload),
    'expire-tasks': () => expireTasks(deps, new Date()),
    'judge-ballot': (payload) =>
      judgeBallot({ ...deps, model: modelName(models.chosen), threshold: engine.judgeThreshold }, payload),
    'keep-example': (payload) => keepExample({ ...deps, promptsFolder: engine.library.folder }, payload),
    'remove-content': (payload, signal) =>
      runRemoval({ ...deps, answersFolder, promptsFolder: engine.library.folder }, payload, signal),
    'purge-content': (_, signal) => purge({ ...deps, retention: engine.retention, now: new Date() }, signal),
    'stop-ballots': () => stopOverdue(deps, new Date()),
    'sum-days': () => sumDays(engine.db, new Date()),
    'chain-audit': () => chainEvents(engine),
  }
}

/** How many jobs of a kind one process runs at once: calls wait on the network, reading uses the processor. */
function concurrencyOf(config: Pick<Config, 'calls'>): Concurrency {
  const reserved = Math.floor(config.calls / 4)
  return {
    'read-document': { shared: 1 },
    'run-subtask': {
      shared: config.calls - reserved,
      reserved: { slots: reserved, minPriority: lowestPersonPriority },
    },
    'finish-task': { shared: 2 },
    'sync-thread': { shared: 8 },
    'remove-content': { shared: 1 },
    'purge-content': { shared: 1 },
    'publish-home': { shared: 4 },
  }
}
