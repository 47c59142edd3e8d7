import { createCiter, type Citation } from '../../src/documents/cite.ts'
import type { Document } from '../../src/documents/document.ts'
import { findFurniture, type Span } from '../../src/documents/furniture.ts'
import { forgeQuotes } from './forged-quotes.ts'
import type { GoldDocument, GoldQuote } from './gold-quotes.ts'
import { breakPages } from './page-breaks.ts'
import { quoteDamages } from './quote-damages.ts'

/** Shorter words are no quote. */
const shortest = 12
/** Signs that may belong to a quote before its first and behind its last letter. */
const around = 30
/** Pages around the claimed one that are looked at before all others. */
const neighbours = 1

/** One look-up, and what was wrong with its answer. */
export interface LookUp {
  document: string
  kind: string
  words: string
  faults: ('not found' | 'other place' | 'other page' | 'other mark' | 'accepted')[]
}

/** All gold quotes of a contract, whole and damaged in each way, with right and wrong pages; and forged ones. */
export function lookUpAll(gold: GoldDocument): { genuine: LookUp[]; forged: LookUp[] } {
  const genuine = [...damaged(gold), ...claimed(gold), ...broken(gold)]
  const citer = createCiter(gold.document)
  const forged = forgeQuotes(gold).map(({ kind, words }): LookUp => {
    const isAccepted = [null, 1].some((page) => citer.cite(words, page).mark !== 'unverified')
    return { document: gold.name, kind, words, faults: isAccepted ? ['accepted'] : [] }
  })
  return { genuine, forged }
}

function damaged(gold: GoldDocument): LookUp[] {
  const look = lookIn(gold.name, gold.document)
  return gold.quotes.flatMap((quote) =>
    Object.entries(quoteDamages).flatMap(([kind, damage]) => {
      const words = damage(quote.words)
      const isSame = kind !== 'none' && words === quote.words
      return isSame || words.length < shortest
        ? []
        : [look({ quote, kind, words, page: pageOf(gold.document, quote.places[0]) })]
    }),
  )
}

function claimed(gold: GoldDocument): LookUp[] {
  const look = lookIn(gold.name, gold.document)
  return gold.quotes.flatMap((quote) =>
    quote.places.slice(0, 3).flatMap((place) => {
      const page = pageOf(gold.document, place) ?? 1
      const last = gold.document.pages.length
      const claims = {
        'the right page': page,
        'a page too early': page - 1,
        'a page too late': page + 1,
        'no page': null,
        'a page far away': page > last / 2 ? 1 : last,
        'a page that is not there': last + 50,
      }
      return Object.entries(claims).map(([kind, claim]) =>
        look({ quote, kind, words: quote.words, page: claim }),
      )
    }),
  )
}

function broken(gold: GoldDocument): LookUp[] {
  const found: LookUp[] = []
  let rest = gold.quotes
  while (rest.length > 0) {
    const next = breakPages(gold.document, rest)
    rest = next.rest
    const { document, quotes } = next.broken
    const look = lookIn(gold.name, document)
    for (const quote of quotes) {
      const page = pageOf(document, quote.places[0])
      for (const [kind, claim] of [
        ['a page break within', page],
        ['a page break within, no page', null],
      ] as const)
        found.push(look({ quote, kind, words: quote.words, page: claim }))
    }
  }
  return found
}

interface Look {
  quote: GoldQuote
  kind: string
  words: string
  page: number | null
}

function lookIn(name: string, document: Document): (of: Look) => LookUp {
  const citer = createCiter(document)
  const furniture = findFurniture(document.text, document.pages)
  return ({ quote, kind, words, page }) => {
    const found = citer.cite(words, page)
    const faults = faultsOf(found, { document, furniture, places: quote.places, page, words })
    return { document: name, kind, words, faults }
  }
}

interface Truth {
  document: Document
  furniture: Span[]
  places: Span[]
  page: number | null
  words: string
}

function faultsOf(found: Citation, truth: Truth): LookUp['faults'] {
  const { document, places, page } = truth
  if (found.start === null || found.end === null) return ['not found']
  const [first, last] = [firstSign(document.text, found.start), lastSign(document.text, found.end)]
  const place = places.find((each) => withNegation(document.text, each.start) === first && each.end === last)
  if (!place) return ['other place']
  const faults: LookUp['faults'] = []
  const nearest = Math.min(...places.map((each) => distance(pageOf(document, each), page)))
  const isPageRight =
    found.page === pageOf(document, { ...place, start: first }) &&
    (nearest > neighbours || distance(pageOf(document, place), page) === nearest)
  if (!isPageRight) faults.push('other page')
  const isVerbatim = first === place.start && isVerbatimAt(truth, place)
  if (found.mark !== (isVerbatim ? 'verified' : 'repaired')) faults.push('other mark')
  return faults
}

// The same characters but for white space, without or with what runs at the edges of pages.
function isVerbatimAt({ document, furniture, words }: Truth, { start, end }: Span): boolean {
  const { text } = document
  const [from, to] = [Math.max(0, start - around), end + around]
  let [without, at] = ['', from]
  for (const gap of furniture) {
    if (gap.start < from || gap.end > to) continue
    without += text.slice(at, gap.start)
    at = gap.end
  }
  return [without + text.slice(at, to), text.slice(from, to)].some((there) =>
    hasWhole(flat(there), flat(words)),
  )
}

function hasWhole(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) {
    const [before, after] = [
      text.slice(at - 1, at + 1),
      text.slice(at + words.length - 1, at + words.length + 1),
    ]
    if (![before, after].some((pair) => /^[\p{L}\p{N}]{2}$/u.test(pair))) return true
  }
  return false
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

// A negation before a quote is shown with it.
function withNegation(text: string, start: number): number {
  const before = /(?:^|[^\p{L}])((?:neither|nor|never|not|no|cannot)\s+)$/iu.exec(
    text.slice(Math.max(0, start - 20), start),
  )
  return start - (before?.[1]?.length ?? 0)
}

function firstSign(text: string, from: number): number {
  let at = from
  while (at < text.length && !/[\p{L}\p{N}]/u.test(text.charAt(at))) at++
  return at
}

function lastSign(text: string, to: number): number {
  let at = to
  while (at > 0 && !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) at--
  return at
}

function pageOf({ pages }: Document, place: Span | undefined): number | null {
  return pages.find(({ start, end }) => place && place.start >= start && place.start < end)?.number ?? null
}

function distance(page: number | null, claim: number | null): number {
  return claim === null ? 0 : Math.abs((page ?? 0) - claim)
}
