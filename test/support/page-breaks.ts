import type { Document, Page } from '../../src/documents/document.ts'
import type { Span } from '../../src/documents/furniture.ts'
import type { GoldQuote } from './gold-quotes.ts'

const header = 'Acme Corporation / Example Inc. - Confidential'
/** Names and dates are not broken. */
const shortest = 40
const footer = (number: number) => `Page ${number} of 999`

export interface Broken {
  document: Document
  quotes: GoldQuote[]
}

/**
 * The same document with a page break inside as many quotes as do not overlap, each page with a running header and a
 * footer. Called again with the rest until none is left.
 */
export function breakPages(document: Document, quotes: GoldQuote[]): { broken: Broken; rest: GoldQuote[] } {
  const chosen: { quote: GoldQuote; place: Span; at: number }[] = []
  const rest: GoldQuote[] = []
  for (const quote of quotes) {
    const place = quote.places[0]
    const at = place && breakIn(document, place)
    if (!place || at === undefined) continue
    const isFree = chosen.every((other) => other.place.end <= place.start || other.place.start >= place.end)
    if (isFree) chosen.push({ quote, place, at })
    else rest.push(quote)
  }
  const moved = withBreaks(
    document,
    chosen.map(({ at }) => at),
  )
  return {
    broken: {
      document: moved.document,
      quotes: chosen.map(({ quote }) => ({
        ...quote,
        places: quote.places.map((each) => ({
          start: moved.offset(each.start),
          end: moved.offset(each.end - 1) + 1,
        })),
      })),
    },
    rest,
  }
}

// Between two words, near the middle; a quote that has a page break already is left as it is.
function breakIn({ text, pages }: Document, { start, end }: Span): number | undefined {
  if (end - start < shortest) return undefined
  if (!pages.some((page) => page.start <= start && page.end >= end)) return undefined
  const at = text.indexOf(' ', Math.floor((start + end) / 2))
  return at > start && at < end ? at : undefined
}

function withBreaks(
  document: Document,
  breaks: number[],
): { document: Document; offset(old: number): number } {
  const starts = [...document.pages.map(({ start }) => start), ...breaks].sort((a, b) => a - b)
  const moves: { from: number; by: number }[] = []
  const pages: Page[] = []
  let text = ''
  for (const [index, from] of starts.entries()) {
    const to = starts[index + 1] ?? document.text.length
    const number = index + 1
    const start = text.length
    text += `${header}\n`
    moves.push({ from, by: text.length - from })
    text += `${document.text.slice(from, to).trimEnd()}\n${footer(number)}`
    pages.push({ number, start, end: text.length })
    text += '\n\n'
  }
  return {
    document: { ...document, text, pages },
    offset: (old) => old + (moves.findLast(({ from }) => from <= old)?.by ?? 0),
  }
}
