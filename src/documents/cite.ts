import { findChangeMarks } from './change-marks.ts'
import type { Document } from './document.ts'
import { findWords, nearest, pageAt, pagesAway, type Claim, type Wanted, type Work } from './find-words.ts'
import { findFurniture, type Span } from './furniture.ts'
import { findNear } from './near-match.ts'
import { collapseSpace, loosen } from './normalise.ts'
import type { Normalised } from './units.ts'
import { createWordIndex, type WordIndex } from './word-index.ts'

export type QuoteMark = 'verified' | 'repaired' | 'unverified'

export interface Citation {
  mark: QuoteMark
  /** Where code found the quote; null where it did not. */
  page: number | null
  start: number | null
  end: number | null
  /** The document's own words there, without running headers and footers in between. */
  text: string | null
}

export interface Citer {
  cite(quote: string, claimedPage: number | null): Citation
}

/** Shorter quotes stand in every contract and prove nothing. */
const minCharacters = 12
/** Shorter ones may not break off within a word. */
const minCutOff = 40

/** Pages before and behind the claimed one that come before all others. */
const neighbours = 1

const notFound: Citation = { mark: 'unverified', page: null, start: null, end: null, text: null }

/**
 * Looks quotes up in a document: on the claimed page, then on those around it, then everywhere. `verified`: the same
 * characters but for line breaks and runs of spaces. `repaired`: one unbroken run that differs only in case, spacing,
 * hyphenation, ligatures, quotation marks and dashes, or in a slip inside a long word, or that breaks off within its last
 * word, or that left out the negation before it. Anything else, spliced and short quotes included, is `unverified`.
 */
export function createCiter(document: Document, work: Work = { steps: 0 }): Citer {
  const furniture = document.paged
    ? findFurniture(document.text, document.pages)
    : findChangeMarks(document.text)
  const views = (furniture.length > 0 ? [furniture, []] : [[]]).map((skip) => viewOf(document, skip))

  return {
    cite(quote, claimedPage) {
      const claim = { document, claimedPage: document.paged ? claimedPage : null, work }
      const words = trimQuote(quote)
      if (words.length < minCharacters) return notFound
      const verbatim = collapseSpace(quote).text.trim()
      const loose = loosen(words).text
      const exactly = [...new Set([verbatim, words])].map((each): Try => ({
        mark: each === verbatim ? 'verified' : 'repaired',
        find: (view) => findWords(view.exact(), whole(each), claim),
      }))
      // Too little is left to be compared loosely.
      if (loose.length < minCharacters - 2) return citationOf(document, bestOf(views, exactly, claim))
      const loosely = repairs((view) => findWords(view.loose(), whole(loose), claim))
      const atLast = repairs(
        (view) => nearest(findNear(view.words(), words, work), claim),
        (view) => findWords(view.loose(), whole(withoutStop(loose)), claim),
        (view) =>
          words.length < minCutOff
            ? undefined
            : findWords(view.loose(), { words: loose, isCutOff: true }, claim),
      )
      const best = bestOf(views, [...exactly, ...loosely], claim) ?? bestOf(views, atLast, claim)
      return citationOf(document, best)
    },
  }
}

interface Try {
  mark: QuoteMark
  find: (view: View) => Span | undefined
}

function repairs(...ways: Try['find'][]): Try[] {
  return ways.map((find) => ({ mark: 'repaired', find }))
}

interface Found {
  span: Span
  skip: Span[]
  mark: QuoteMark
}

// On the claimed page, then beside it, then anywhere; there the closest words.
function bestOf(views: View[], tries: Try[], claim: Claim): Found | undefined {
  let best: { found: Found; away: number } | undefined
  for (const { mark, find } of tries)
    for (const view of views) {
      const span = find(view)
      if (!span) continue
      const away = Math.min(pagesAway(span, claim), neighbours + 1)
      if (!best || away < best.away) best = { found: { span, skip: view.skip, mark }, away }
      if (best.away === 0) return best.found
    }
  return best?.found
}

/** The text as it is compared, without what is skipped. */
interface View {
  skip: Span[]
  exact: () => Normalised
  loose: () => Normalised
  words: () => WordIndex
}

function viewOf({ text }: Document, skip: Span[]): View {
  return {
    skip,
    exact: lazy(() => collapseSpace(text, skip)),
    loose: lazy(() => loosen(text, skip)),
    words: lazy(() => createWordIndex(text, skip)),
  }
}

function whole(words: string): Wanted {
  return { words, isCutOff: false }
}

const omissions = ['[…]', '[...]', '...', '…']
const openings = [...Array.from('"“”„\'‘’‚`«‹'), ...omissions, ' ']
const closings = [...Array.from('"“”\'‘’`´»›'), ...omissions, ' ']

// Marks around the quote, dots of omission at its ends and page markers of the prompt are not the document's words.
function trimQuote(quote: string): string {
  let words = quote.replace(/\[Page \d+(?:: [^\]\n]*)?\]/g, ' ').replace(/\s+/g, ' ')
  for (let cut = -1; cut !== 0; words = words.slice(cut))
    cut = openings.find((mark) => words.startsWith(mark))?.length ?? 0
  for (let cut = -1; cut !== 0; words = words.slice(0, words.length - cut))
    cut = closings.find((mark) => words.endsWith(mark))?.length ?? 0
  return words
}

// A model ends a sentence where it stops quoting.
function withoutStop(words: string): string {
  return words.replace(/[.,;:]+$/, '')
}

// "Party may assign" is verbatim in "Neither Party may assign" and says the opposite: the negation comes along.
function withNegation(text: string, start: number): number {
  const before = /(?<![\p{L}\p{N}])(?:neither|nor|never|not|no|cannot)\s+$/iu.exec(
    text.slice(Math.max(0, start - 20), start),
  )
  return before ? start - before[0].length : start
}

function citationOf(document: Document, at: Found | undefined): Citation {
  if (!at) return notFound
  const { end } = at.span
  const start = withNegation(document.text, at.span.start)
  const mark = start === at.span.start ? at.mark : 'repaired'
  let text = ''
  let from = start
  for (const gap of at.skip.filter((each) => each.start >= start && each.end <= end)) {
    text += document.text.slice(from, gap.start)
    from = gap.end
  }
  text += document.text.slice(from, end)
  return { mark, page: pageAt(document, start), start, end, text: text.replace(/\s+/g, ' ') }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
