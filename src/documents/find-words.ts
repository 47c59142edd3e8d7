import type { Document, Page } from './document.ts'
import type { Span } from './furniture.ts'
import type { Normalised } from './units.ts'

/** Where a quote is said to stand. */
export interface Claim {
  document: Document
  claimedPage: number | null
  work: Work
}

export interface Wanted {
  words: string
  /** The quote may break off within its last word. */
  isCutOff: boolean
}

/** Places looked at before and behind the beginning of the claimed page; those within other words count. */
const maxPlaces = 2000

/** Letters of a row that can be one word. */
const longestWord = 60

/** Counts places and comparisons, so that what a look-up costs can be told without a clock. */
export interface Work {
  steps: number
}

/** The place of words that is nearest to the claimed page, the first one where none is claimed. It begins and ends between words. */
export function findWords(haystack: Normalised, wanted: Wanted, claim: Claim): Span | undefined {
  const { document, claimedPage } = claim
  const page = claimedPage === null ? undefined : pageNearest(document, claimedPage)
  const from = page ? firstFrom(haystack.starts, page.start) : 0
  const [after] = places(haystack, wanted, { claim, from, to: Infinity })
  if (from === 0 || (after && page && after.start < page.end)) return after
  let before: Span | undefined
  for (const place of places(haystack, wanted, { claim, from: 0, to: from })) before = place
  return nearest([before, after], claim)
}

function pageNearest({ pages }: Document, claimedPage: number): Page | undefined {
  return pages.findLast(({ number }) => number <= claimedPage) ?? pages[0]
}

/** The span whose beginning is the fewest pages away; of equals the first. */
export function nearest(spans: (Span | undefined)[], claim: Claim): Span | undefined {
  let best: { span: Span; away: number } | undefined
  for (const span of spans) {
    if (!span) continue
    const away = pagesAway(span, claim)
    if (!best || away < best.away) best = { span, away }
  }
  return best?.span
}

/** How many pages lie between a span and the claimed page; none where no page is claimed. */
export function pagesAway(span: Span, { document, claimedPage }: Claim): number {
  return claimedPage === null ? 0 : Math.abs((pageAt(document, span.start) ?? 0) - claimedPage)
}

/** The page on which an offset lies; null between pages. */
export function pageAt({ pages }: Document, offset: number): number | null {
  let [low, high] = [0, pages.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pages[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const page = pages[low]
  return page && offset >= page.start && offset < page.end ? page.number : null
}

function* places(
  haystack: Normalised,
  { words, isCutOff }: Wanted,
  { claim, from, to }: { claim: Claim; from: number; to: number },
): Generator<Span> {
  const { text } = claim.document
  let at = haystack.text.indexOf(words, from)
  for (let count = 0; at !== -1 && at < to && count < maxPlaces; count++) {
    claim.work.steps++
    const start = haystack.starts[at] ?? 0
    const last = haystack.ends[at + words.length - 1] ?? 0
    if (!joins(text, start)) {
      const end = isCutOff ? endOfWord(text, last) : last
      if (!joins(text, end)) yield { start, end }
    }
    at = haystack.text.indexOf(words, at + 1)
  }
}

function firstFrom(starts: Uint32Array, offset: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

// "able to terminate" must not be found in "unable to terminate", "5 days" in "15 days", nor "to 10" in "to 10,000".
function joins(text: string, at: number): boolean {
  const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at, at + 2)]
  return (
    (/[\p{L}\p{N}\p{M}]$/u.test(before) && /^[\p{L}\p{N}\p{M}]/u.test(after)) ||
    (/\p{N}$/u.test(before) && /^[.,]\p{N}/u.test(after)) ||
    (/\p{N}[.,]$/u.test(before) && /^\p{N}/u.test(after))
  )
}

// Letters only: what a number goes on with is another number.
function endOfWord(text: string, at: number): number {
  if (!/[\p{L}\p{M}]/u.test(text.charAt(at - 1))) return at
  const rest = /^[\p{L}\p{M}]*/u.exec(text.slice(at, at + longestWord))
  return at + (rest?.[0].length ?? 0)
}
