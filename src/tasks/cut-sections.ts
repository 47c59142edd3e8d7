import type { Document } from '../documents/document.ts'
import { picturePages } from '../documents/picture-pages.ts'
import { splitDocument, type Section } from '../documents/split-document.ts'
import { AppError } from '../errors.ts'
import { tokensPerPicture } from '../llm/call-tokens.ts'
import { maxPictures } from './pictures-to-send.ts'

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
  /** Whether pages that are pictures go to it as pictures. */
  readsImages: boolean
}

/** Of what a model reads at once; the rest is for its answer, and for an estimate that was too low. */
const filledShare = 0.8
const leastCharacters = 1000
/** More answers to each question nobody reads, nor pays. */
const maxSections = 200

/**
 * The sections in which a document is read; null where all that are to read it read it at once. They are the same for all
 * models, so that their answers can be compared. Throws `document_too_large` for more sections than are of use.
 */
export function cutSections(
  content: Document,
  { readers, sectionTokens }: { readers: Reader[]; sectionTokens: number | null },
): Section[] | null {
  const starts = readers.some(({ readsImages }) => readsImages)
    ? picturePages(content).map(({ start }) => start)
    : []
  const maxCharacters = Math.min(
    ...readers.map((reader) =>
      charactersAtOnce(content, reader, { sectionTokens, pictures: Math.min(starts.length, maxPictures) }),
    ),
  )
  if (content.text.length <= maxCharacters && starts.length <= maxPictures) return null
  const sections = splitDocument(content, {
    maxCharacters: Math.min(maxCharacters, content.text.length),
    counted: { starts, max: maxPictures },
  })
  if (sections.length > maxSections) throw tooMany(sections.length)
  return sections
}

/** Tokens of system text and of so much of the document. */
export function tokensOfSection(
  content: Document,
  of: Pick<Reader, 'prefix' | 'system'>,
  section: Section,
): number {
  const share = (section.end - section.start) / Math.max(1, content.text.length)
  return Math.ceil(of.system + share * Math.max(0, of.prefix - of.system))
}

function charactersAtOnce(
  { text }: Document,
  reader: Reader,
  { sectionTokens, pictures }: { sectionTokens: number | null; pictures: number },
): number {
  const { prefix, system, question, maxInputTokens } = reader
  const own = Math.max(1, prefix - system)
  const seen = reader.readsImages ? pictures * tokensPerPicture : 0
  const isRead = maxInputTokens === null || prefix + question + seen <= maxInputTokens
  if (isRead && (sectionTokens === null || own <= sectionTokens)) return Infinity
  const room = maxInputTokens === null ? Infinity : maxInputTokens * filledShare - system - question - seen
  const tokens = Math.min(room, sectionTokens ?? Infinity)
  return Math.max(leastCharacters, Math.floor((tokens / own) * text.length))
}

function tooMany(sections: number): AppError {
  return new AppError('document_too_large', `${sections} sections`, {
    userMessage: `The document is too long: it would have to be read in ${sections} sections, and ${maxSections} are the most. Please share the part that matters.`,
  })
}
