import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Document } from '../../src/documents/document.ts'
import { findFurniture, type Span } from '../../src/documents/furniture.ts'
import { lettersOf, placesOf, type Letters } from './letters.ts'

/** What lawyers marked in a contract, and where it stands in our text of its PDF. */
export interface GoldQuote {
  category: string
  words: string
  /** Every place that has these letters in a row, found without the code that is measured. */
  places: Span[]
}

export interface GoldDocument {
  name: string
  document: Document
  /** Its letters, without running headers and footers, and with them. */
  letters: Letters[]
  quotes: GoldQuote[]
  /** Marks that leave words out: their parts in one. They are no quotes. */
  withGaps: string[]
  /** Names and dates too short to be quotes. */
  short: string[]
  /** As they were marked. */
  spans: Record<string, string[]>
}

const Spans = z.record(z.string(), z.array(z.string()))
const Gold = z.union([
  z.array(z.object({ pdf: z.string(), spans: Spans })),
  z.record(z.string(), Spans).transform((all) => Object.entries(all).map(([pdf, spans]) => ({ pdf, spans }))),
])
const gap = '<omitted>'
const shortest = 12

/** The contracts of a folder that have answers of CUAD v1 (`cuad-gold.json`), by file name. */
export async function readSpans(folder: string): Promise<{ pdf: string; spans: GoldDocument['spans'] }[]> {
  return Gold.parse(JSON.parse(await readFile(join(folder, 'cuad-gold.json'), 'utf8')))
}

/** Finds the places of a contract's marks in its text. */
export function goldDocument(name: string, document: Document, spans: GoldDocument['spans']): GoldDocument {
  const letters = lettersWithAndWithout(document)
  const marked = Object.entries(spans).flatMap(([category, all]) => all.map((words) => ({ category, words })))
  const parts = marked.flatMap(({ category, words }) =>
    words.split(gap).map((part) => ({ category, words: part.trim() })),
  )
  return {
    name,
    document,
    letters,
    spans,
    quotes: parts
      .filter(({ words }) => isLong(words))
      .map((part) => ({ ...part, places: placesOf(part.words, letters, document.text) })),
    withGaps: marked.map(({ words }) => words).filter((words) => words.includes(gap)),
    short: parts.map(({ words }) => words).filter((words) => words !== '' && !isLong(words)),
  }
}

function lettersWithAndWithout(document: Document): Letters[] {
  return [
    lettersOf(document.text, findFurniture(document.text, document.pages)),
    lettersOf(document.text, []),
  ]
}

function isLong(words: string): boolean {
  return words.replace(/\s+/g, ' ').length >= shortest
}
