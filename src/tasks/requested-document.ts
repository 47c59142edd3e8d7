import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { sectionOf } from '../documents/section-of.ts'
import type { Section } from '../documents/split-document.ts'
import type { Model, ModelRequest } from '../llm/model.ts'
import type { Analysis } from '../prompts/library.ts'
import type { ClaimedSubtask } from './claim-subtask.ts'
import { fileToSend } from './file-to-send.ts'
import { picturesToSend } from './pictures-to-send.ts'
import { sectionName } from './section-name.ts'

/** What a question is asked about: the document, or its section of it; or nothing, where it combines what sections gave. */
export async function requestedDocument(
  deps: { db: Db; maxMemoryMb: number },
  of: {
    subtask: ClaimedSubtask
    analysis: Pick<Analysis, 'reads'>
    content: Document
    model: Model
    /** Pictures and files show what is kept from the model. */
    isTextOnly: boolean
  },
  signal: AbortSignal,
): Promise<ModelRequest['document']> {
  const { subtask, analysis, content, model, isTextOnly } = of
  const documentId = subtask.document_id ?? ''
  const title = subtask.file_name
  const section = sectionOfSubtask(subtask)
  if (section && subtask.kind === 'combine') return { title, content: inPlaceOfAll, file: null, pictures: [] }
  const picturesOf = async (read: Document) => {
    const { readsImages } = await model.capabilities()
    return readsImages && !isTextOnly ? picturesToSend(deps, { documentId, content: read }, signal) : []
  }
  if (section) {
    const read = sectionOf(content, section)
    // Its name must not change where another section is cut in two: answers are known by what was asked.
    const name = sectionName(content, section) ?? charactersOf(section, content)
    const pictures = await picturesOf(read)
    return { title: `${title} (a section of it: ${name})`, content: read, file: null, pictures }
  }
  const file = isTextOnly ? null : await fileToSend(deps.db, { analysis, documentId, content })
  return { title, content, file, pictures: file ? [] : await picturesOf(content) }
}

/** The section that a subtask reads; null for all of the document. */
export function sectionOfSubtask(of: { section_start: number; section_end: number | null }): Section | null {
  return of.section_end === null ? null : { start: of.section_start, end: of.section_end }
}

function charactersOf({ start, end }: Section, { text }: Document): string {
  const [from, to, all] = [start + 1, end, text.length].map((each) => each.toLocaleString('en-US'))
  return `characters ${from} to ${to} of ${all}`
}

const words =
  'This document is longer than is read at once. It was read in sections that overlap; what was found in each of them follows, with the words that it rests on.'

const inPlaceOfAll: Document = {
  kind: 'text',
  text: words,
  pages: [{ number: 1, start: 0, end: words.length }],
  paged: false,
  headings: [],
  warnings: [],
}
