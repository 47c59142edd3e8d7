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
  let entries: Entry[] = documentId === null ? [] : await readEntries(db, documentId)
  const order: RedactOrder = { do: 'names', rules, texts: [content.text, ...of.texts] }
  const found = (await askThread(order, signal)) as KnownValue[]
  const names = [...found, ...entries.filter(isName).map(asKnown)]
  const keep = async (texts: string[]) => {
    const values = (await askThread({ do: 'values', rules, names, texts }, signal)) as FoundValue[]
    entries = documentId === null ? allot(entries, values) : await keepEntries(db, documentId, values)
  }
  await keep([content.text, ...of.texts, ...labelsOf(content)])
  const documents = new WeakMap<Document, Promise<Document>>()
  return {
    async redactDocument(document, stop) {
      const known = documents.get(document)
      if (known) return known
      // A part of the document may have cut a value in two.
      if (document !== content) await keep([document.text, ...labelsOf(document)])
      const redacted = askThread({ do: 'document', rules, names, document, entries }, stop) as Promise<Document>
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
