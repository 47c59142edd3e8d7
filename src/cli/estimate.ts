import { basename } from 'node:path'
import { readConfig } from '../config.ts'
import { readDocument } from '../documents/read-document.ts'
import { openEngine } from '../engine.ts'
import { modelName } from '../llm/model-name.ts'
import { createLog } from '../log.ts'
import { rejectUnknownVariables } from '../prompts/reject-unknown-variables.ts'
import { estimateTask } from '../tasks/estimate-task.ts'
import { aboutUsd } from '../tasks/task-lines.ts'
import { readBytes } from './read-bytes.ts'
import { parseVariables, type AnalyzeOptions } from './analyze-options.ts'

/** Prints what an analysis of a file would take; asks nothing, and keeps nothing. */
export async function estimate(file: string, options: AnalyzeOptions): Promise<void> {
  const config = readConfig(process.env)
  await using engine = await openEngine(config, createLog({ logLevel: 'error' }))
  const analysis = engine.library.get(options.analysis)
  const variables = parseVariables(options.set)
  rejectUnknownVariables(analysis, variables)
  const fileName = basename(file)
  const content = await readDocument(await readBytes(file), { fileName })
  const model = analysis.model ?? modelName(engine.models.chosen)
  const variations = options.variations ?? analysis.variations
  const of = {
    analysis,
    variables,
    variations,
    model,
    title: fileName,
    content,
    file: null,
    documentId: null,
  }
  const { usd, calls, inputTokens, outputTokens } = await estimateTask(
    { ...engine, modelOf: (name) => engine.models.get(name) },
    of,
    AbortSignal.timeout(60_000),
  )
  if (options.json) {
    const tokens = { input_tokens: inputTokens, output_tokens: outputTokens }
    return console.log(JSON.stringify({ model, calls, ...tokens, usd }, null, 2))
  }
  const tokens = `${inputTokens.toLocaleString('en-US')} tokens in, ${outputTokens.toLocaleString('en-US')} out`
  console.log(`${analysis.title} of ${fileName} by ${model}: ${calls} calls, ${tokens}.`)
  console.log(usd === 0 ? 'It costs nothing.' : `It would cost ${aboutUsd(usd)}.`)
}
