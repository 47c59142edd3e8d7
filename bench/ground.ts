import { randomBytes } from 'node:crypto'
import { readConfig } from '../src/config.ts'
import { startEmbeddedDatabase } from '../src/db/embedded.ts'
import { openEngine, type Engine } from '../src/engine.ts'
import { createLog } from '../src/log.ts'
import { asAdmin } from '../test/support/as-admin.ts'
import { makeTemplate } from '../test/support/make-template.ts'
import { startFakeLlm, type FakeLlm, type FakeOptions } from '../test/support/fake-llm.ts'
import { makeHome, startProgram, type Program } from '../test/support/program.ts'
import { subtasksPerTask, writePrompts } from './prompts.ts'

/** What every measurement stands on: one PostgreSQL with its default, durable settings, and a model server. */
export interface Ground {
  llm: FakeLlm
  /** A database of its own for one measurement, so that none pays for what another left behind. */
  openPlace(options?: { knowsLimits: boolean }): Promise<Place>
  [Symbol.asyncDispose](): Promise<void>
}

export interface Place {
  /** The engine of the measuring process; it takes no jobs unless it is told to. */
  engine: Engine
  databaseUrl: string
  /** `paralegal worker` in a process of its own. */
  startWorker(calls: number): Promise<Program>
  [Symbol.asyncDispose](): Promise<void>
}

const log = createLog({ logLevel: 'error' })

export async function openGround(options: { subtasks?: number; llm?: FakeOptions } = {}): Promise<Ground> {
  await using opened = new AsyncDisposableStack()
  const databaseHome = opened.use(await makeHome())
  const home = opened.use(await makeHome())
  await writePrompts(home.folder, options.subtasks ?? subtasksPerTask)
  const server = opened.use(await startEmbeddedDatabase({ folder: databaseHome.folder, log }))
  const llm = opened.use(await startFakeLlm(options.llm))
  await makeTemplate(server.url, log)
  const env = { ...llm.env, LOG_LEVEL: 'error' }
  const kept = opened.move()
  return {
    llm,
    openPlace: async ({ knowsLimits } = { knowsLimits: true }) => {
      const place = await openPlace({ template: server.url, home: home.folder, env })
      if (!knowsLimits) await place.engine.db.deleteFrom('rate_limit').execute()
      return place
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function openPlace(of: {
  template: string
  home: string
  env: Record<string, string>
}): Promise<Place> {
  await using opened = new AsyncDisposableStack()
  const name = `bench_${randomBytes(6).toString('hex')}`
  await asAdmin(of.template, `create database ${name} template paralegal`)
  opened.defer(() => asAdmin(of.template, `drop database ${name} with (force)`))
  const databaseUrl = of.template.replace(/paralegal$/, name)
  const config = readConfig({ ...of.env, DATABASE_URL: databaseUrl, PARALEGAL_HOME: of.home })
  const engine = opened.use(await openEngine(config, log))
  const kept = opened.move()
  return {
    engine,
    databaseUrl,
    async startWorker(calls) {
      const run = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'worker']
      const env = { ...of.env, PARALEGAL_CALLS: String(calls) }
      return kept.use(await startProgram({ home: of.home, databaseUrl, env, run }))
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
