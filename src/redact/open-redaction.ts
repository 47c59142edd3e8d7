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
  redactDocument(document: Document, signal: AbortSignal): Promise<Document>
  redactTexts(texts: string[], signal: AbortSignal): Promise<string[]>
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

/** Finds what has to be kept back in a document and in what is asked of it, and gives each value a placeholder that stays. */
export async function openRedaction(db: Db, of: RedactionOf, signal: AbortSignal): Promise<Redaction> {
  const { documentId, content, rules } = of
  const names = (await askThread(
    { do: 'names', rules, texts: [content.text, ...of.texts] },
    signal,
  )) as KnownValue[]
  let entries: Entry[] = documentId === null ? [] : await readEntries(db, documentId)
  const keep = async (texts: string[]) => {
    const found = (await askThread({ do: 'values', rules, names, texts }, signal)) as FoundValue[]
    entries = documentId === null ? allot(entries, found) : await keepEntries(db, documentId, found)
  }
  await keep([content.text, ...of.texts, ...labelsOf(content)])
  const documents = new WeakMap<Document, Promise<Document>>()
  return {
    async redactDocument(document, stop) {
      const known = documents.get(document)
      if (known) return known
      // A part of the document may have cut a value in two.
      if (document !== content) await keep([document.text, ...labelsOf(document)])
      const order: RedactOrder = { do: 'document', rules, names, document, entries }
      const redacted = askThread(order, stop) as Promise<Document>
      documents.set(document, redacted)
      redacted.catch(() => documents.delete(document))
      return redacted
    },
    async redactTexts(texts, stop) {
      await keep(texts)
      return (await askThread({ do: 'texts', rules, names, texts, entries }, stop)) as string[]
    },
    restore: (text) => restoreText(text, entries),
  }
}

function labelsOf({ pages, headings }: Document): string[] {
  return [...pages.flatMap(({ label }) => label ?? []), ...headings.map(({ title }) => title)]
}
