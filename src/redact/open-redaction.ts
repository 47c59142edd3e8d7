import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { createThread } from '../thread.ts'
import { allot } from './allot.ts'
import { keepEntries, readEntries } from './entries.ts'
import type { RedactRules } from './find-values.ts'
import type { KnownValue } from './known-values.ts'
import { restoreText, type Entry } from './placeholder.ts'
import type { RedactOrder } from './redact-order.ts'
import type { FoundValue } from './redact-text.ts'

/** Takes values out of what a model is told, and puts them back into what it answers. */
export interface Redaction {
  /** The same document gives the same one again: all parts of a task send the same bytes. */
  redactDocument(document: Document): Promise<Document>
  redactTexts(texts: string[]): Promise<string[]>
  restore(text: string): string
}

export interface RedactionOf {
  /** Null for a document that is not stored: then nothing is kept. */
  documentId: string | null
  /** The whole document, though only a part of it may be sent. */
  content: Document
  /** What else names people: the file's name, what the person said. */
  texts: string[]
  rules: RedactRules
}

const askThread = createThread<RedactOrder, unknown>(new URL('redact-worker.ts', import.meta.url))

// Several parts of a task wait for the same answer, which takes a second at most: none of them may stop it for the others.
async function ask<Answer>(order: RedactOrder): Promise<Answer> {
  return (await askThread(order, new AbortController().signal)) as Answer
}

/** Finds what has to be kept back in a document and in what is asked of it, and gives each value a placeholder that stays. */
export async function openRedaction(db: Db, of: RedactionOf): Promise<Redaction> {
  const { documentId, content, rules } = of
  let entries: Entry[] = documentId === null ? [] : await readEntries(db, documentId)
  const found = await ask<KnownValue[]>({ do: 'names', rules, texts: [content.text, ...of.texts] })
  const names = [...found, ...entries.filter(isName).map(asKnown)]
  const keep = async (texts: string[]) => {
    const values = await ask<FoundValue[]>({ do: 'values', rules, names, texts })
    const kept = documentId === null ? allot(entries, values) : await keepEntries(db, documentId, values)
    // Of two that are kept at the same moment the later one has both.
    if (kept.length > entries.length) entries = kept
  }
  await keep([content.text, ...of.texts, ...labelsOf(content)])
  const documents = new WeakMap<Document, Promise<Document>>()
  const hide = async (document: Document) => {
    // A part of the document may have cut a value in two.
    if (document !== content) await keep([document.text, ...labelsOf(document)])
    return ask<Document>({ do: 'document', rules, names, document, entries })
  }
  return {
    async redactDocument(document) {
      const hidden = documents.get(document) ?? hide(document)
      documents.set(document, hidden)
      return hidden.catch((error: unknown) => {
        documents.delete(document)
        throw error
      })
    },
    async redactTexts(texts) {
      await keep(texts)
      return ask<string[]>({ do: 'texts', rules, names, texts, entries })
    },
    restore: (text) => restoreText(text, entries),
  }
}

// What was a name once, also in an earlier question, stays one.
function isName({ kind }: Entry): boolean {
  return kind === 'PERSON' || kind === 'PARTY' || kind === 'TERM'
}

function asKnown({ kind, value }: Entry): KnownValue {
  return { kind, value, isExact: true }
}

function labelsOf({ pages, headings }: Document): string[] {
  return [...pages.flatMap(({ label }) => label ?? []), ...headings.map(({ title }) => title)]
}
