import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { sectionOf } from '../documents/section-of.ts'
import type { Section } from '../documents/split-document.ts'
import type { ModelRequest } from '../llm/model.ts'
import type { Analysis } from '../prompts/library.ts'
import type { ClaimedSubtask } from './claim-subtask.ts'
import { fileToSend } from './file-to-send.ts'
import { sectionName } from './section-name.ts'

/** What a question is asked about: the document, or its section of it; or nothing, where it combines what sections gave. */
export async function requestedDocument(
  db: Db,
  of: { subtask: ClaimedSubtask; analysis: Pick<Analysis, 'reads'>; content: Document },
): Promise<ModelRequest['document']> {
  const { subtask, analysis, content } = of
  const title = subtask.file_name
  const section = sectionOfSubtask(subtask)
  if (!section) {
    const file = await fileToSend(db, { analysis, documentId: subtask.document_id ?? '', content })
    return { title, content, file }
  }
  if (subtask.kind === 'combine') return { title, content: inPlaceOfAll, file: null }
  // Its name must not change where another section is cut in two: answers are known by what was asked.
  const name = sectionName(content, section) ?? charactersOf(section, content)
  return { title: `${title} (a section of it: ${name})`, content: sectionOf(content, section), file: null }
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
