import type { Engine } from '../src/engine.ts'
import type { Model } from '../src/llm/model.ts'
import type { PrefixGate } from '../src/llm/prefix-gate.ts'
import { findCost } from '../src/llm/price.ts'
import { createLog } from '../src/log.ts'
import { runWorker } from '../src/run-worker.ts'
import type { FakeLlm } from '../test/support/fake-llm.ts'
import { realistic } from '../test/support/fake-llm-usage.ts'
import { openGround, type Ground } from './ground.ts'
import { median } from './median.ts'
import { lastEndOf, startTasks } from './tasks.ts'

const rounds = 5
const subtasks = 8
/** About 40,000 of the fake's tokens. */
const clauses = 1580

export interface Measured {
  /** For what was sent, in US dollars at the list price of the default model. */
  usd: number
  /** From the request to the end of the task. */
  wallMs: number
  /** Whether all calls of each task began with the same bytes, up to the breakpoint. */
  isPrefixSame: boolean
}

type Strategy = 'apart' | 'together' | 'ours'

/** The same tasks through the same engine in three ways, in turns; medians. */
export async function measureCosts(): Promise<Record<Strategy, Measured>> {
  await using ground = await openGround({ subtasks, llm: { realism: realistic } })
  const runs: Record<Strategy, Measured[]> = { apart: [], together: [], ours: [] }
  for (let round = 0; round <= rounds; round++) {
    for (const strategy of Object.keys(runs) as Strategy[]) {
      const run = await runOnce(ground, strategy)
      // The first one warms up.
      if (round > 0) runs[strategy].push(run)
      console.log(
        `  ${strategy}, ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: $${run.usd.toFixed(3)}, ${run.wallMs} ms`,
      )
    }
  }
  return { apart: middle(runs.apart), together: middle(runs.together), ours: middle(runs.ours) }
}

async function runOnce(ground: Ground, strategy: Strategy): Promise<Measured> {
  const { llm } = ground
  await using place = await ground.openPlace()
  await runWorker(changed(place.engine, strategy), null, createLog({ logLevel: 'error' }))
  const before = llm.requests.length
  const startedAt = Date.now()
  const taskIds = await startTasks(place.engine, 1, { sameDocument: false, clauses })
  const wallMs = (await lastEndOf(place.engine, taskIds)) - startedAt
  return { usd: await inputCost(place.engine), wallMs, isPrefixSame: isPrefixSame(llm, before) }
}

function changed(engine: Engine, strategy: Strategy): Engine {
  if (strategy === 'ours') return engine
  const { models } = engine
  const get = (name: string) => (strategy === 'apart' ? uncached(models.get(name)) : models.get(name))
  return { ...engine, gate: openGate, models: { ...models, get } }
}

// Everybody goes at once.
const openGate: PrefixGate = {
  enter: async () => ({ isLeader: true, open: () => undefined, leave: async () => undefined }),
}

function uncached(model: Model): Model {
  return { ...model, generate: (request, call) => model.generate({ ...request, sharesPrefix: false }, call) }
}

async function inputCost({ db }: Engine): Promise<number> {
  const calls = await db.selectFrom('generation').selectAll().execute()
  let usd = 0
  for (const call of calls) {
    const usage = {
      input: call.input_tokens ?? 0,
      cacheRead: call.cache_read_tokens ?? 0,
      cacheWrite: call.cache_write_tokens ?? 0,
      output: 0,
      reasoning: 0,
    }
    const of = { provider: call.provider, model: call.model_requested, usage, at: call.created_at }
    usd += (await findCost(db, of))?.usd ?? NaN
  }
  return usd
}

// On the wire: all but the question, which is the last block of the message.
function isPrefixSame(llm: FakeLlm, from: number): boolean {
  const beginnings = llm.requests.slice(from).map(({ body }) => {
    const [message] = body['messages'] as { content: unknown[] }[]
    return JSON.stringify({ ...body, messages: message?.content.slice(0, -1) })
  })
  return beginnings.length === subtasks && new Set(beginnings).size === 1
}

function middle(runs: Measured[]): Measured {
  return {
    usd: median(runs.map(({ usd }) => usd)),
    wallMs: Math.round(median(runs.map(({ wallMs }) => wallMs))),
    isPrefixSame: runs.every((run) => run.isPrefixSame),
  }
}
