import type { Document } from '../documents/document.ts'
import { splitDocument, type Section } from '../documents/split-document.ts'

/** A model that is to read the document, and what it would have to read. */
export interface Reader {
  /** Tokens of system text and document. */
  prefix: number
  /** Of these the system text's. */
  system: number
  /** Of the longest question. */
  question: number
  /** Tokens that it reads at once; null where nobody says. */
  maxInputTokens: number | null
}

/** Of what a model reads at once; the rest is for its answer, and for an estimate that was too low. */
const filledShare = 0.8
const leastCharacters = 1000

/**
 * The sections in which a document is read; null where all that are to read it read it at once. They are the same for all
 * models, so that their answers can be compared.
 */
export function cutSections(
  content: Document,
  { readers, sectionTokens }: { readers: Reader[]; sectionTokens: number | null },
): Section[] | null {
  const maxCharacters = Math.min(...readers.map((reader) => charactersAtOnce(content, reader, sectionTokens)))
  if (content.text.length <= maxCharacters) return null
  return splitDocument(content, { maxCharacters })
}

/** Tokens of system text and of so much of the document. */
export function tokensOfSection(content: Document, of: Pick<Reader, 'prefix' | 'system'>, section: Section): number {
  const share = (section.end - section.start) / Math.max(1, content.text.length)
  return Math.ceil(of.system + share * Math.max(0, of.prefix - of.system))
}

function charactersAtOnce({ text }: Document, reader: Reader, sectionTokens: number | null): number {
  const { prefix, system, question, maxInputTokens } = reader
  const own = Math.max(1, prefix - system)
  const isRead = maxInputTokens === null || prefix + question <= maxInputTokens
  if (isRead && (sectionTokens === null || own <= sectionTokens)) return Infinity
  const room = maxInputTokens === null ? Infinity : maxInputTokens * filledShare - system - question
  const tokens = Math.min(room, sectionTokens ?? Infinity)
  return Math.max(leastCharacters, Math.floor((tokens / own) * text.length))
}
