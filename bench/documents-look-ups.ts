import { createCiter } from '../src/documents/cite.ts'
import type { Document } from '../src/documents/document.ts'

const characters = 300_000
const seconds = 1

/** Quotes looked up a second in a text of 300,000 characters, and what the first of each kind costs, in ms. */
export function measureLookUps(documents: Document[]): {
  perSecond: Record<string, number>
  firstMs: Record<string, number>
} {
  const long = longDocument(documents)
  const quotes = Array.from({ length: 200 }, (_, index) => wordsAt(long.text, (index + 1) * 1400))
  const kinds: Record<string, (quote: string) => string> = {
    exact: (quote) => quote,
    repaired: (quote) => quote.toUpperCase(),
    near: (quote) => quote.replace(/(?<=\p{L}{4})\p{L}(?=\p{L}{4})/u, 'q'),
    unfindable: (quote) => `${quote.slice(0, 60)} comets ${quote.slice(60)}`,
  }
  const perSecond: Record<string, number> = {}
  const firstMs: Record<string, number> = {}
  for (const [kind, change] of Object.entries(kinds)) {
    const citer = createCiter(long)
    const changed = quotes.map(change)
    firstMs[kind] = timed(() => citer.cite(changed[0] ?? '', null))
    let count = 0
    const startedAt = performance.now()
    while (performance.now() - startedAt < seconds * 1000)
      citer.cite(changed[count++ % changed.length] ?? '', null)
    perSecond[kind] = (count * 1000) / (performance.now() - startedAt)
  }
  return { perSecond, firstMs }
}

function longDocument(documents: Document[]): Document {
  let text = ''
  const pages: Document['pages'] = []
  while (text.length < characters)
    for (const document of documents)
      for (const page of document.pages) {
        if (text.length >= characters) break
        const start = text.length
        text += document.text.slice(page.start, page.end)
        pages.push({ number: pages.length + 1, start, end: text.length })
        text += '\n\n'
      }
  return { kind: 'pdf', text, pages, paged: true, headings: [], warnings: [] }
}

function wordsAt(text: string, from: number): string {
  const words = text
    .slice(from, from + 260)
    .replace(/\s+/g, ' ')
    .split(' ')
  return words.slice(1, -1).join(' ')
}

function timed(call: () => void): number {
  const startedAt = performance.now()
  call()
  return performance.now() - startedAt
}
