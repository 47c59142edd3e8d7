import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { picturePages } from '../documents/picture-pages.ts'
import { sectionOf } from '../documents/section-of.ts'
import type { Section } from '../documents/split-document.ts'
import { AppError } from '../errors.ts'
import { tokensPerPicture } from '../llm/call-tokens.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import { documentText } from '../llm/document-text.ts'
import type { DocumentFile, Model } from '../llm/model.ts'
import { splitModelName } from '../llm/model-name.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import type { Analysis } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import { countDocumentTokens, findDocumentTokens } from './document-tokens.ts'
import { cutSections, tokensOfSection, type Reader } from './cut-sections.ts'
import { estimateCalls, type CallGroup, type Estimate } from './estimate-calls.ts'
import { subtasksOf, variationsOf, type PlannedSubtask } from './plan-task.ts'
import { maxPictures } from './pictures-to-send.ts'
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
/** What the vendors add of the form of the answer. */
const formTokens = 1000

/** What a task will take, and the sections in which its document is read; null where it is read at once. */
export interface TaskEstimate extends Estimate {
  sections: Section[] | null
}

/** Reckons what a task will cost. The document is counted once per model, by its provider where this process has its key. */
export async function estimateTask(
  deps: { db: Db; modelOf: (name: string) => Model },
  of: Estimated,
  signal: AbortSignal,
): Promise<TaskEstimate> {
  const { analysis, variables, variations, content } = of
  const made = variationsOf(analysis, { variations, model: of.model, model_chosen: of.modelChosen })
  const readers: ModelReader[] = []
  for (const model of new Set(made.map((variation) => variation.model)))
    readers.push(await readerOf(deps, { ...of, model }, signal))
  const sections = sectionsFor(of, readers)
  const calls = subtasksOf(analysis, { variations, sections })
  const estimates: Estimate[] = []
  for (const reader of readers) {
    const { model, minCachedTokens } = reader
    const numbers = made.filter((variation) => variation.model === model).map(({ number }) => number)
    const parts = calls.filter(({ variation }) => numbers.includes(variation))
    const readsImages = reader.readsImages && (of.file === null || sections !== null)
    const groups = groupsOf(parts, { content, reader: { ...reader, readsImages } })
    estimates.push(
      await estimateCalls(deps.db, {
        analysis,
        variables,
        model,
        groups,
        minCachedTokens,
        sections: sections?.length ?? 1,
      }),
    )
  }
  return { ...estimates.reduce(addEstimates), sections }
}

// A file that is too long to be sent is read as text, be it in one piece.
function sectionsFor({ analysis, content, file }: Estimated, readers: ModelReader[]): Section[] | null {
  const { section_tokens: sectionTokens } = analysis
  if (file === null) return cutSections(content, { readers, sectionTokens })
  // The pages of a file are pictures as it is.
  const ofFile = readers.map((reader) => ({ ...reader, readsImages: false }))
  if (cutSections(content, { readers: ofFile, sectionTokens }) === null) return null
  const asText = readers.map((reader) => ({
    ...reader,
    prefix: reader.system + estimateTokens(splitModelName(reader.model).provider, documentText(content)),
  }))
  return cutSections(content, { readers: asText, sectionTokens }) ?? [{ start: 0, end: content.text.length }]
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

interface ModelReader extends Reader {
  /** `provider/model` */
  model: string
  /** The shortest beginning that its provider caches; null for none. */
  minCachedTokens: number | null
}

async function readerOf(
  deps: { db: Db; modelOf: (name: string) => Model },
  of: Estimated,
  signal: AbortSignal,
): Promise<ModelReader> {
  const { model, content } = of
  const { provider } = splitModelName(model)
  const asked = provider === 'offline' ? null : reachable(deps, model)
  const system = systemOf(of)
  const prefix = asked
    ? await countDocumentTokens(deps.db, { ...of, model: asked, system }, signal)
    : estimateTokens(provider, system, documentText(content))
  const { maxInputTokens, minCachedTokens, readsImages } = asked
    ? await asked.capabilities()
    : { maxInputTokens: null, minCachedTokens: usuallyCachedFrom, readsImages: false }
  const own = { system: estimateTokens(provider, system), question: longestQuestion(of) }
  const seesPages = readsImages && of.redaction === null
  return { model, prefix, ...own, maxInputTokens, minCachedTokens, readsImages: seesPages }
}

function longestQuestion({ analysis, variables, model }: Estimated): number {
  const { provider } = splitModelName(model)
  const prompts = analysis.subtasks.map(
    ({ name }) => renderPrompt(analysis, { subtask: name, variables }).prompt,
  )
  return formTokens + Math.max(...prompts.map((prompt) => estimateTokens(provider, prompt)))
}

/** Calls with the same beginning are of one group: those that read the same section. */
function groupsOf(
  parts: Pick<PlannedSubtask, 'name' | 'section_start' | 'section_end'>[],
  { content, reader }: { content: Document | undefined; reader: Omit<Reader, 'question' | 'maxInputTokens'> },
): CallGroup[] {
  const groups = Map.groupBy(parts, ({ section_start: start, section_end: end }) => `${start} ${end}`)
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const { section_start: start, section_end: end } = first
    const subtasks = same.map(({ name }) => name)
    if (!content) return [{ prefix: reader.prefix, subtasks }]
    const section = end === null ? null : { start, end }
    const text = section ? tokensOfSection(content, reader, section) : reader.prefix
    const read = section ? sectionOf(content, section) : content
    const pictures = reader.readsImages ? Math.min(picturePages(read).length, maxPictures) : 0
    return [{ prefix: text + pictures * tokensPerPicture, subtasks }]
  })
}

/** The same for some of a task's questions, each asked of its variation's model, from what is known: nobody is asked. */
export async function estimateParts(
  db: Db,
  of: {
    analysis: Analysis
    task: Pick<Task, 'id' | 'variables' | 'document_id'>
    parts: Pick<PlannedSubtask, 'name' | 'variation' | 'section_start' | 'section_end'>[]
    variations: { number: number; model: string }[]
  },
): Promise<Estimate> {
  const { analysis, task, parts, variations } = of
  const documentId = task.document_id
  if (!documentId) throw new Error(`task ${task.id} has questions and no document`)
  const content = await findDocument(db, documentId)
  const estimates: Estimate[] = []
  for (const model of new Set(variations.map((variation) => variation.model))) {
    const numbers = variations.filter((variation) => variation.model === model).map(({ number }) => number)
    const own = parts.filter(({ variation }) => numbers.includes(variation))
    if (own.length === 0) continue
    const { provider } = splitModelName(model)
    const asked = { analysis, variables: task.variables, model }
    const system = systemOf(asked)
    const prefix =
      (await findDocumentTokens(db, { documentId, model })) ??
      estimateTokens(provider, system, content ? documentText(content) : '')
    const reader = {
      prefix,
      system: estimateTokens(provider, system),
      readsImages: provider !== 'offline' && analysis.reads === 'text',
    }
    const groups = groupsOf(own, { content, reader })
    const sections = new Set(own.filter((part) => part.section_end !== 0).map((part) => part.section_start))
      .size
    estimates.push(
      await estimateCalls(db, {
        ...asked,
        groups,
        sections: Math.max(1, sections),
        minCachedTokens: usuallyCachedFrom,
      }),
    )
  }
  return estimates.reduce(addEstimates, { usd: 0, calls: 0, inputTokens: 0, outputTokens: 0 })
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
