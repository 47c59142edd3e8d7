import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { randomUUID } from 'node:crypto'
import { readConfig } from '../config.ts'
import { openEngine, type Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { readDataSet } from '../evals/data-set.ts'
import { planEval, type EvalPlan } from '../evals/eval-plan.ts'
import { gate, type GateLimits } from '../evals/gate.ts'
import { gradeEval } from '../evals/grade-eval.ts'
import { csvReport } from '../evals/report-csv.ts'
import { htmlReport } from '../evals/report-html.ts'
import { judgeLine, markdownReport, overview } from '../evals/report-markdown.ts'
import { Scorecard, scorecardOf } from '../evals/scorecard.ts'
import { startEval } from '../evals/start-eval.ts'
import { modelName } from '../llm/model-name.ts'
import { createLog } from '../log.ts'
import { runWorker } from '../run-worker.ts'
import { resolveVersion } from '../tasks/prompt-version.ts'
import { followBatch } from './batch-progress.ts'
import { cancelOpen, stopOnInterrupt } from './batch.ts'
import { defaultDataSet } from '../evals/data-set.ts'
import { estimateEval } from './estimate-eval.ts'
import { checkJudge, judgeAnswers } from './eval-judge.ts'

export interface EvalOptions {
  data?: string
  models: string[]
  versions: string[]
  repeat: number
  tags: string[]
  out?: string
  new?: true
  yes?: true
  json?: true
  judge?: string
  gate?: string
  saveBaseline?: string
  maxCostFactor: number
  maxLatencyFactor: number
}

const interrupted = 130

/** Runs an analysis over its data set and says how good it is; 1 where a task failed or the gate does not let it pass. */
export async function evaluate(name: string, options: EvalOptions): Promise<number> {
  const config = readConfig(process.env)
  const log = createLog({ logLevel: process.env['LOG_LEVEL'] ? config.logLevel : 'error' })
  // Read before anything is paid for.
  const baseline = options.gate === undefined ? null : await readBaseline(options.gate)
  await using engine = await openEngine(config, log)
  checkJudge(engine, options.judge)
  const plan = await planOf(engine, name, options)
  await estimateEval(engine, plan, { isAgreed: options.yes ?? false })
  const deps = { ...engine, enqueue: engine.queue.enqueue }
  const tasks = await startEval(deps, plan, process.env['USER'] ?? 'cli')
  await runWorker(engine, null, log)
  const stopping = stopOnInterrupt()
  const taskIds = tasks.map(({ taskId }) => taskId)
  await followBatch(engine.db, { taskIds, stopping })
  if (stopping.aborted) {
    await cancelOpen(engine, taskIds)
    console.error('Stopped. The same command again goes on; what was answered is not asked again.')
    return interrupted
  }
  const graded = await gradeEval(engine, plan, tasks)
  const verdicts =
    options.judge === undefined
      ? null
      : await judgeAnswers(engine, { plan, graded, model: options.judge }, stopping)
  const card = { ...scorecardOf(plan, graded), judge: verdicts }
  const folder = resolve(options.out ?? join(config.home, '.paralegal', 'evals', plan.id))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'results.csv'), csvReport(graded))
  await writeFile(join(folder, 'report.html'), htmlReport(plan, graded, card))
  await writeFile(join(folder, 'report.md'), `${markdownReport(plan, graded, card)}\n`)
  await writeFile(join(folder, 'scorecard.json'), `${JSON.stringify(card, null, 2)}\n`)
  if (options.saveBaseline !== undefined)
    await writeFile(options.saveBaseline, `${JSON.stringify(card, null, 2)}\n`)
  console.log(options.json ? JSON.stringify(card, null, 2) : overview(card))
  if (card.judge && !options.json) console.log(judgeLine(card.judge))
  console.error(`Written: ${folder}`)
  const limits = { costFactor: options.maxCostFactor, latencyFactor: options.maxLatencyFactor }
  return exitCodeOf({ card, baseline }, limits)
}

function exitCodeOf(
  { card, baseline }: { card: Scorecard; baseline: Scorecard | null },
  limits: GateLimits,
): number {
  const failed = card.entries.reduce((sum, entry) => sum + entry.failed, 0)
  if (failed > 0) console.error(`${failed} tasks failed; they count as 0.`)
  if (!baseline) return failed > 0 ? 1 : 0
  const { passed, reasons, notes } = gate(baseline, card, limits)
  for (const note of notes) console.error(`Note: ${note}`)
  for (const reason of reasons) console.error(`✗ ${reason}`)
  console.error(
    passed ? '✓ The gate lets it pass: it is not worse than the baseline.' : 'The gate does not let it pass.',
  )
  return passed ? 0 : 1
}

async function planOf(engine: Engine, name: string, options: EvalOptions): Promise<EvalPlan> {
  const analysis = engine.library.get(name)
  const file = resolve(options.data ?? defaultDataSet(engine.library.folder, name))
  const dataSet = await readDataSet(file, analysis)
  for (const warning of dataSet.warnings) console.error(`⚠ ${warning}`)
  const wanted = options.versions.length > 0 ? options.versions : ['working']
  const versions = await Promise.all(wanted.map(async (version) => resolveVersion(engine, name, version)))
  const models =
    options.models.length > 0 ? options.models : [analysis.model ?? modelName(engine.models.chosen)]
  // A model without a key would let its tasks wait for another process for ever.
  for (const model of models) engine.models.get(model)
  const { repeat, tags } = options
  return planEval(dataSet, { versions, models, repeat, tags, nonce: options.new ? randomUUID() : null })
}

async function readBaseline(file: string): Promise<Scorecard> {
  try {
    return Scorecard.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw new AppError('usage', 'no baseline', {
      userMessage: `${file} is no baseline. \`paralegal eval … --save-baseline ${file}\` makes one.`,
      cause: error,
    })
  }
}
