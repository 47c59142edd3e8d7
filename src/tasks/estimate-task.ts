import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import type { DocumentFile, Model } from '../llm/model.ts'
import { costAt, findPrice } from '../llm/price.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import { countDocumentTokens } from './document-tokens.ts'

/** What a task will take, before its first question. */
export interface Estimate {
  /** US dollars; null where the model's price is unknown. */
  usd: number | null
  calls: number
  inputTokens: number
  outputTokens: number
}

export interface Estimated {
  analysis: Analysis
  variables: Record<string, string>
  variations: number
  model: Model
  title: string
  content: Document
  file: DocumentFile | null
  /** Null for a document that is not stored: its count is not kept. */
  documentId: string | null
}

/** Output tokens of an answer where fewer than this many have been seen. */
const usualOutput = 1200
const enoughAnswers = 5

/** Reckons what a task will cost: the document is counted once per model, answers are as long as the last ones were. */
export async function estimateTask(
  deps: { db: Db; library: Library },
  of: Estimated,
  signal: AbortSignal,
): Promise<Estimate> {
  const { model } = of
  const prompts = promptsOf(deps.library, of)
  const prefix = await countDocumentTokens(deps.db, { ...of, system: prompts[0]?.system ?? '' }, signal)
  const outputs = await Promise.all(prompts.map(({ template }) => usualOutputOf(deps.db, model, template)))
  const questions = prompts.map(({ prompt }) => estimateTokens(model.provider, prompt))
  const calls = prompts.length * of.variations
  const question = sum(questions) / prompts.length
  const output = sum(outputs) / prompts.length
  const price = await findPrice(deps.db, { provider: model.provider, model: model.name, at: new Date() })
  const { first, other } = await prefixUsage({ model, prefix, calls })
  const costOfOne = (cached: typeof first) =>
    price ? costAt(price, { ...cached, input: cached.input + question, output, reasoning: 0 }) : NaN
  return {
    usd: price ? costOfOne(first) + costOfOne(other) * (calls - 1) : null,
    calls,
    inputTokens: Math.round((question + prefix) * calls),
    outputTokens: Math.round(output * calls),
  }
}

// The combining prompt is as long as the parts' answers make it, which nobody knows yet.
function promptsOf(library: Library, { analysis, variables }: Estimated) {
  const names = [...analysis.subtasks.map(({ name }) => name), ...(analysis.combine ? ['combine'] : [])]
  return names.map((subtask) => renderPrompt(library, analysis, { subtask, variables, answers: [] }))
}

// What the document is in the first call, and in every other one.
async function prefixUsage({ model, prefix, calls }: { model: Model; prefix: number; calls: number }) {
  const { minCachedTokens } = await model.capabilities()
  const none = { input: 0, cacheWrite: 0, cacheRead: 0 }
  const isCached = minCachedTokens !== null && prefix >= minCachedTokens && calls > 1
  if (!isCached) return { first: { ...none, input: prefix }, other: { ...none, input: prefix } }
  return { first: { ...none, cacheWrite: prefix }, other: { ...none, cacheRead: prefix } }
}

async function usualOutputOf(db: Db, model: Model, template: string): Promise<number> {
  const row = await db
    .selectFrom('generation')
    .select([
      sql<string>`count(*)`.as('answers'),
      sql<number | null>`percentile_disc(0.9) within group (order by output_tokens)`.as('most'),
    ])
    .where('provider', '=', model.provider)
    .where('model_requested', '=', model.name)
    .where('template', '=', template)
    .where('state', '=', 'done')
    .where('created_at', '>', sql<Date>`now() - interval '30 days'`)
    .executeTakeFirst()
  return row && Number(row.answers) >= enoughAnswers ? (row.most ?? usualOutput) : usualOutput
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
