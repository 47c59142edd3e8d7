import { findChangeMarks } from './change-marks.ts'
import type { Document } from './document.ts'
import { findFurniture, type Span } from './furniture.ts'
import { findNear } from './near-match.ts'
import { collapseSpace, loosen, type Normalised } from './normalise.ts'

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
const maxOccurrences = 200

const notFound: Citation = { mark: 'unverified', page: null, start: null, end: null, text: null }

/**
 * Looks quotes up in a document: on the claimed page, then its neighbours, then everywhere. `verified`: the same
 * characters but for line breaks and runs of spaces. `repaired`: one unbroken run that differs only in case, spacing,
 * hyphenation, ligatures, quotation marks and dashes, or in a slip inside a long word, or that left out the negation
 * before it. Anything else, spliced and short quotes included, is `unverified`.
 */
export function createCiter(document: Document): Citer {
  const furniture = document.paged
    ? findFurniture(document.text, document.pages)
    : findChangeMarks(document.text)
  const skips = furniture.length > 0 ? [furniture, []] : [[]]
  const views = skips.map((skip) => ({
    skip,
    exact: lazy(() => collapseSpace(document.text, skip)),
    loose: lazy(() => loosen(document.text, skip)),
  }))

  return {
    cite(quote, claimedPage) {
      const wanted = trimQuote(quote)
      if (wanted.replace(/\s+/g, ' ').length < minCharacters) return notFound
      const loose = loosen(wanted).text
      for (const [words, mark] of [
        [quote, 'verified'],
        [wanted, 'repaired'],
      ] as const) {
        const exact = collapseSpace(words).text.trim()
        for (const view of views) {
          const span = findIn(view.exact(), exact, { document, claimedPage })
          if (span) return found(document, { span, skip: view.skip, mark })
        }
      }
      if (loose.length < minCharacters - 2) return notFound
      for (const view of views) {
        const span =
          findIn(view.loose(), loose, { document, claimedPage }) ?? findNear(document.text, wanted, view.skip)
        if (span) return found(document, { span, skip: view.skip, mark: 'repaired' })
      }
      return notFound
    },
  }
}

// Marks around the quote, dots of omission at its ends and page markers of the prompt are not the document's words.
function trimQuote(quote: string): string {
  return quote
    .replace(/\[Page \d+(?:: [^\]\n]*)?\]/g, ' ')
    .trim()
    .replace(/^(?:["“”'‘’«]|\.\.\.|…|\[…\]|\[\.\.\.\]|\s)+/, '')
    .replace(/(?:["“”»]|\.{3,}|…|\[…\]|\[\.\.\.\]|\s)+$/, '')
}

interface Claim {
  document: Document
  claimedPage: number | null
}

function findIn(haystack: Normalised, needle: string, claim: Claim): Span | undefined {
  let best: { span: Span; distance: number } | undefined
  let at = haystack.text.indexOf(needle)
  for (let count = 0; at !== -1 && count < maxOccurrences; count++) {
    const span = { start: haystack.starts[at] ?? 0, end: haystack.ends[at + needle.length - 1] ?? 0 }
    if (startsAndEndsAtWords(claim.document.text, span)) {
      const distance =
        claim.claimedPage === null
          ? 0
          : Math.abs((pageAt(claim.document, span.start) ?? 0) - claim.claimedPage)
      if (!best || distance < best.distance) best = { span, distance }
      if (distance === 0) break
    }
    at = haystack.text.indexOf(needle, at + 1)
  }
  return best?.span
}

// "able to terminate" must not be found in "unable to terminate", nor "5 days" in "15 days".
function startsAndEndsAtWords(text: string, span: Span): boolean {
  return (
    !joins(text.charAt(span.start - 1), text.charAt(span.start)) &&
    !joins(text.charAt(span.end - 1), text.charAt(span.end))
  )
}

function joins(a: string, b: string): boolean {
  return /[\p{L}\p{N}]/u.test(a) && /[\p{L}\p{N}]/u.test(b)
}

function pageAt(document: Document, offset: number): number | null {
  return document.pages.find((page) => offset >= page.start && offset < page.end)?.number ?? null
}

// "Party may assign" is verbatim in "Neither Party may assign" and says the opposite: the negation comes along.
function withNegation(text: string, start: number): number {
  const before = /\b(?:neither|nor|never|not|no|cannot)\s+$/i.exec(text.slice(Math.max(0, start - 20), start))
  return before ? start - before[0].length : start
}

function found(document: Document, at: { span: Span; skip: Span[]; mark: QuoteMark }): Citation {
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
