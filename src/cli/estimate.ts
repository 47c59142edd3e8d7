import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { readDocument } from '../documents/read-document.ts'
import { openEngine, type Engine } from '../engine.ts'
import { AppError } from '../errors.ts'
import { modelName } from '../llm/model-name.ts'
import { createLog } from '../log.ts'
import type { Analysis } from '../prompts/library.ts'
import { checkVariables } from '../prompts/check-variables.ts'
import type { Estimate } from '../tasks/estimate-calls.ts'
import { estimateTask } from '../tasks/estimate-task.ts'
import { fileOf } from '../tasks/file-to-send.ts'
import { redactionOfFile } from '../tasks/redaction-of.ts'
import { aboutUsd } from '../tasks/task-lines.ts'
import { parseVariables, type AnalyzeOptions } from './analyze-options.ts'
import { listDocuments } from './batch-files.ts'
import { printable } from './print-task.ts'
import { readBytes, unreadable } from './read-bytes.ts'

/** Prints what an analysis of a file, or of each of a folder's files, would take; asks nothing, and keeps nothing. */
export async function estimate(path: string, options: AnalyzeOptions): Promise<number> {
  const config = readConfig(process.env)
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  await using engine = await openEngine(config, createLog({ logLevel: 'error' }))
  const analysis = engine.library.get(options.analysis)
  const variables = parseVariables(options.set)
  checkVariables(analysis, variables)
  const model = analysis.model ?? modelName(engine.models.chosen)
  const variations = options.variations ?? analysis.variations
  const of = { analysis, variables, variations, model, modelChosen: false }
  if (!found.isDirectory()) {
    const one = await estimateFile(engine, of, path)
    print({ analysis, model, fileName: basename(path), estimate: one }, options)
    return 0
  }
  const estimates: Estimate[] = []
  const { documents } = await listDocuments(path, resolve(options.out))
  for (const fileName of documents) {
    const one = await estimateFile(engine, of, join(path, fileName)).catch(reasonOf)
    if (typeof one === 'string') console.error(printable(`${fileName}: ${one}`))
    else {
      estimates.push(one)
      print({ analysis, model, fileName, estimate: one }, options)
    }
  }
  if (!options.json)
    console.log(`${estimates.length} of ${documents.length} documents: ${cost(total(estimates))}`)
  return estimates.length === documents.length ? 0 : 1
}

interface Asked {
  analysis: Analysis
  variables: Record<string, string>
  variations: number
  model: string
  modelChosen: boolean
}

async function estimateFile(engine: Engine, of: Asked, path: string): Promise<Estimate> {
  const bytes = await readBytes(path)
  const title = basename(path)
  const content = await readDocument(bytes, { fileName: title })
  const file = fileOf(bytes, { ...of, content })
  const deps = { ...engine, modelOf: (name: string) => engine.models.get(name) }
  const signal = AbortSignal.timeout(60_000)
  const redaction = await redactionOfFile(engine, { ...of, fileName: title, content })
  return estimateTask(deps, { ...of, title, content, file, redaction, documentId: null }, signal)
}

// The other documents of a folder can be reckoned all the same.
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.userMessage
  throw error
}

interface Printed {
  analysis: Analysis
  model: string
  fileName: string
  estimate: Estimate
}

function print({ analysis, model, fileName, estimate: of }: Printed, options: AnalyzeOptions): void {
  const { usd, calls, inputTokens, outputTokens } = of
  if (options.json) {
    const tokens = { input_tokens: inputTokens, output_tokens: outputTokens }
    return console.log(JSON.stringify({ file: fileName, model, calls, ...tokens, usd }))
  }
  const tokens = `${inputTokens.toLocaleString('en-US')} tokens in, ${outputTokens.toLocaleString('en-US')} out`
  console.log(printable(`${analysis.title} of ${fileName} by ${model}: ${calls} calls, ${tokens}.`))
  console.log(cost(usd))
}

function total(estimates: Estimate[]): number | null {
  return estimates.reduce<number | null>(
    (sum, { usd }) => (sum === null || usd === null ? null : sum + usd),
    0,
  )
}

function cost(usd: number | null): string {
  if (usd === null) return 'What it would cost is unknown: `npx paralegal prices set` names the price.'
  return usd === 0 ? 'It costs nothing.' : `It would cost ${aboutUsd(usd)}.`
}
