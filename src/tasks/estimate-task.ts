import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { AppError } from '../errors.ts'
import { documentText } from '../llm/document-text.ts'
import type { DocumentFile, Model } from '../llm/model.ts'
import { splitModelName } from '../llm/model-name.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import type { Analysis } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import { countDocumentTokens, findDocumentTokens } from './document-tokens.ts'
import { estimateCalls, type Estimate } from './estimate-calls.ts'
import { subtasksOf } from './plan-task.ts'
import { findDocument } from './task-document.ts'

export interface Estimated {
  analysis: Analysis
  variables: Record<string, string>
  variations: number
  /** `provider/model` */
  model: string
  title: string
  content: Document
  file: DocumentFile | null
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
  const { analysis, variables, model } = of
  const subtasks = subtasksOf(analysis, of.variations).map(({ name }) => name)
  const { provider } = splitModelName(model)
  const asked = provider === 'offline' ? null : reachable(deps, model)
  const system = systemOf(of)
  const prefix = asked
    ? await countDocumentTokens(deps.db, { ...of, model: asked, system }, signal)
    : estimateTokens(provider, system, documentText(of.content))
  const { minCachedTokens } = asked ? await asked.capabilities() : { minCachedTokens: usuallyCachedFrom }
  return estimateCalls(deps.db, { analysis, variables, model, subtasks, prefix, minCachedTokens })
}

/** The same for some of a task's questions, from what is known of its document: nobody is asked. */
export async function estimateAgain(
  db: Db,
  of: Pick<Estimated, 'analysis' | 'variables' | 'model'> & { documentId: string; subtasks: string[] },
): Promise<Estimate> {
  const prefix = await prefixOf(db, of)
  return estimateCalls(db, { ...of, prefix, minCachedTokens: usuallyCachedFrom })
}

async function prefixOf(db: Db, of: Parameters<typeof estimateAgain>[1]): Promise<number> {
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
