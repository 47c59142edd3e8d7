import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { documentText } from '../llm/document-text.ts'
import { modelName, splitModelName } from '../llm/model-name.ts'
import { redactPrefix } from '../llm/redact-request.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import type { DocumentFile, Model } from '../llm/model.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import { tokensOfSection } from './cut-sections.ts'

// All parts of a task ask for it at the same moment, and a count does not change.
const atHand = new WeakMap<Db, Map<string, number>>()

/** How many tokens a model counts in system text and document, without pictures of pages; null where it was not asked. */
export async function findDocumentTokens(
  db: Db,
  of: { documentId: string | null; model: string },
): Promise<number | null> {
  if (!of.documentId) return null
  const known = atHand.get(db) ?? new Map<string, number>()
  atHand.set(db, known)
  const key = `${of.documentId} ${of.model}`
  const tokens = known.get(key) ?? (await readTokens(db, of.documentId, of.model))
  if (tokens !== null) known.set(key, tokens)
  return tokens
}

async function readTokens(db: Db, documentId: string, model: string): Promise<number | null> {
  const row = await db
    .selectFrom('document_tokens')
    .select('tokens')
    .where('document_id', '=', documentId)
    .where('model', '=', model)
    .executeTakeFirst()
  return row?.tokens ?? null
}

/** The same of so much of the document as a subtask reads; null where it was not counted. */
export async function findPrefixTokens(
  db: Db,
  of: {
    subtask: {
      document_id: string | null
      model: string
      section_start: number
      section_end: number | null
    }
    analysis: { reads: 'text' | 'file' }
    content: Document
    system: string
  },
): Promise<number | null> {
  const { subtask, analysis, content, system } = of
  const { document_id: documentId, model, section_start: start, section_end: end } = subtask
  const prefix = await findDocumentTokens(db, { documentId, model })
  if (prefix === null || end === null) return prefix
  // What was counted is the file, and a section is text.
  if (analysis.reads === 'file') return null
  const { provider } = splitModelName(model)
  return tokensOfSection(content, { prefix, system: estimateTokens(provider, system) }, { start, end })
}

/** All of them, asked of the provider where nobody has yet, and kept; an estimate where it does not say. */
export async function countDocumentTokens(
  db: Db,
  of: {
    documentId: string | null
    model: Model
    system: string
    title: string
    content: Document
    file: DocumentFile | null
    redaction: Redaction | null
  },
  signal: AbortSignal,
): Promise<number> {
  const { documentId, model, system, title, content, file } = of
  const known = await findDocumentTokens(db, { documentId, model: modelName(model) })
  if (known !== null) return known
  const prefix = { system, document: { title, content, file, pictures: [] } }
  const tokens = await model.countTokens(await redactPrefix(of.redaction, prefix), signal)
  if (tokens === null) return estimateTokens(model.provider, system, documentText(content))
  if (documentId)
    await db
      .insertInto('document_tokens')
      .values({ document_id: documentId, model: modelName(model), tokens })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  return tokens
}
