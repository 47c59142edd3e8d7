import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { AppError } from '../errors.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import { documentText } from '../llm/document-text.ts'
import type { DocumentFile, Model } from '../llm/model.ts'
import { splitModelName } from '../llm/model-name.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import type { Analysis } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import { countDocumentTokens, findDocumentTokens } from './document-tokens.ts'
import { estimateCalls, type Estimate } from './estimate-calls.ts'
import { subtasksOf, variationsOf } from './plan-task.ts'
import { findDocument } from './task-document.ts'
import type { Task } from './task-state.ts'

export interface Estimated {
  analysis: Analysis
  variables: Record<string, string>
  variations: number
  /** `provider/model` */
  model: string
  /** Whether the person chose it: then all variations are asked of it. */
  modelChosen: boolean
  title: string
  content: Document
  file: DocumentFile | null
  /** What is kept from the model that counts. */
  redaction: Redaction | null
  /** Null for a document that is not stored: its count is not kept. */
  documentId: string | null
}

/** Most models cache from here on, where nobody can be asked. */
const usuallyCachedFrom = 1024

/** Reckons what a task will cost. The document is counted once per model, by its provider where this process has its key. */
export async function estimateTask(
  deps: { db: Db; modelOf: (name: string) => Model },
  of: Estimated,
  signal: AbortSignal,
): Promise<Estimate> {
  const { analysis, variations, model } = of
  const made = variationsOf(analysis, { variations, model, model_chosen: of.modelChosen })
  const calls = subtasksOf(analysis, variations)
  const estimates: Estimate[] = []
  for (const each of new Set(made.map((variation) => variation.model))) {
    const numbers = made.filter((variation) => variation.model === each).map(({ number }) => number)
    const subtasks = calls.filter(({ variation }) => numbers.includes(variation)).map(({ name }) => name)
    estimates.push(await estimateOf(deps, { ...of, model: each, subtasks }, signal))
  }
  return estimates.reduce(addEstimates)
}

/** Two estimates together: unknown where one of them is. */
export function addEstimates(a: Estimate, b: Estimate): Estimate {
  return {
    usd: a.usd === null || b.usd === null ? null : a.usd + b.usd,
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  }
}

async function estimateOf(
  deps: { db: Db; modelOf: (name: string) => Model },
  of: Estimated & { subtasks: string[] },
  signal: AbortSignal,
): Promise<Estimate> {
  const { analysis, variables, model, subtasks } = of
  const { provider } = splitModelName(model)
  const asked = provider === 'offline' ? null : reachable(deps, model)
  const system = systemOf(of)
  const prefix = asked
    ? await countDocumentTokens(deps.db, { ...of, model: asked, system }, signal)
    : estimateTokens(provider, system, documentText(of.content))
  const { minCachedTokens } = asked ? await asked.capabilities() : { minCachedTokens: usuallyCachedFrom }
  return estimateCalls(deps.db, { analysis, variables, model, subtasks, prefix, minCachedTokens })
}

/** The same for some of a task's questions, each asked of its variation's model, from what is known: nobody is asked. */
export async function estimateParts(
  db: Db,
  of: {
    analysis: Analysis
    task: Pick<Task, 'id' | 'variables' | 'document_id'>
    parts: { name: string; variation: number }[]
    variations: { number: number; model: string }[]
  },
): Promise<Estimate> {
  const { analysis, task, parts, variations } = of
  const documentId = task.document_id
  if (!documentId) throw new Error(`task ${task.id} has questions and no document`)
  const estimates: Estimate[] = []
  for (const model of new Set(variations.map((variation) => variation.model))) {
    const numbers = variations.filter((variation) => variation.model === model).map(({ number }) => number)
    const subtasks = parts.filter(({ variation }) => numbers.includes(variation)).map(({ name }) => name)
    if (subtasks.length === 0) continue
    const asked = { analysis, variables: task.variables, model, documentId }
    const prefix = await prefixOf(db, asked)
    estimates.push(
      await estimateCalls(db, { ...asked, subtasks, prefix, minCachedTokens: usuallyCachedFrom }),
    )
  }
  return estimates.reduce(addEstimates, { usd: 0, calls: 0, inputTokens: 0, outputTokens: 0 })
}

async function prefixOf(
  db: Db,
  of: Pick<Estimated, 'analysis' | 'variables' | 'model'> & { documentId: string },
): Promise<number> {
  const counted = await findDocumentTokens(db, of)
  if (counted !== null) return counted
  const content = await findDocument(db, of.documentId)
  const { provider } = splitModelName(of.model)
  return estimateTokens(provider, systemOf(of), content ? documentText(content) : '')
}

function systemOf(of: Pick<Estimated, 'analysis' | 'variables'>): string {
  const subtask = of.analysis.subtasks[0]?.name ?? ''
  return renderPrompt(of.analysis, { subtask, variables: of.variables, answers: [] }).system
}

// Another process may have the key: that one asks, this one can reckon all the same.
function reachable(deps: { modelOf: (name: string) => Model }, name: string): Model | null {
  try {
    return deps.modelOf(name)
  } catch (error) {
    if (error instanceof AppError && error.code === 'model_unavailable') return null
    throw error
  }
}
