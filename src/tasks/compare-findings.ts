import type { Heading } from '../documents/document.ts'
import { likeness, wordsOf } from './alike-words.ts'
import type { FindingRow } from './combine-findings.ts'
import type { OneFinding } from './combine-one-answer.ts'

/** So alike must titles be within a clause; and where there is no quote to go by. */
const similarTitle = 0.5
const sameTitle = 0.8

export interface Pair {
  a: number
  b: number
  score: number
}

/** Of findings by their places in the list; 0 or missing where they are not alike. */
export type Scores = Float64Array

/**
 * Which findings of different variations may be one, the most alike first. Where two pairs are just as alike the ids
 * decide, which know nothing of the variations' order.
 */
export function compareFindings(
  findings: OneFinding[],
  headings: Heading[],
): { pairs: Pair[]; scores: Scores } {
  const count = findings.length
  const scores = new Float64Array(count * count)
  const found: number[] = []
  for (const [one, other] of worthComparing(traitsOfAll(findings, headings))) {
    if (one.variation === other.variation) continue
    const [a, b] = one.finding < other.finding ? [one.finding, other.finding] : [other.finding, one.finding]
    const known = scores[a * count + b] ?? 0
    const score = alikeness(one, other)
    if (score <= known) continue
    if (known === 0) found.push(a * count + b)
    scores[a * count + b] = score
    scores[b * count + a] = score
  }
  const rankOf = ranksById(findings)
  const pairs = found.map((place) => {
    const [a, b] = [Math.floor(place / count), place % count]
    const [rankOfA = 0, rankOfB = 0] = [rankOf[a], rankOf[b]]
    const tie = Math.min(rankOfA, rankOfB) * count + Math.max(rankOfA, rankOfB)
    return { a, b, score: scores[place] ?? 0, tie }
  })
  return { pairs: pairs.sort((one, other) => other.score - one.score || one.tie - other.tie), scores }
}

function ranksById(findings: OneFinding[]): number[] {
  const ranks: number[] = []
  const idOf = (index: number) => findings[index]?.id ?? ''
  const byId = [...findings.keys()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  for (const [rank, index] of byId.entries()) ranks[index] = rank
  return ranks
}

// All others are not alike: words that overlap, the same words, the same clause, or no place and the same question.
function* worthComparing(all: Traits[]): Generator<[Traits, Traits]> {
  const placed = all
    .flatMap((traits) => (traits.place ? [{ traits, ...traits.place }] : []))
    .sort((a, b) => a.start - b.start)
  for (const [index, one] of placed.entries()) {
    for (let next = index + 1; next < placed.length; next++) {
      const other = placed[next]
      if (!other || other.start >= one.end) break
      yield [one.traits, other.traits]
    }
  }
  const byKey = [
    grouped(all, ({ quote }) => quote),
    grouped(all, ({ clause }) => clause),
    grouped(all, ({ subtask }) => subtask).map((same) => same.toSorted(unplacedFirst)),
  ]
  for (const [index, groups] of byKey.entries()) {
    for (const same of groups) {
      for (const [number, one] of same.entries()) {
        if (index === 2 && one.place) break
        for (let next = number + 1; next < same.length; next++) {
          const other = same[next]
          if (other) yield [one, other]
        }
      }
    }
  }
}

function unplacedFirst(a: Traits, b: Traits): number {
  return Number(a.place !== null) - Number(b.place !== null)
}

function grouped(all: Traits[], keyOf: (traits: Traits) => string | number | null): Traits[][] {
  const groups = new Map<string | number, Traits[]>()
  for (const traits of all) {
    const key = keyOf(traits)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(traits)
    else groups.set(key, [traits])
  }
  return [...groups.values()]
}

interface Traits {
  /** Its finding's place in the list. */
  finding: number
  variation: number
  subtask: string
  place: { start: number; end: number } | null
  /** Which heading it stands under; null where there is none. */
  clause: number | null
  quote: string | null
  title: Set<string>
}

function traitsOfAll(findings: OneFinding[], headings: Heading[]): Traits[] {
  const sorted = headings.toSorted((a, b) => a.start - b.start)
  return findings.flatMap(({ rows, variation }, finding) =>
    rows.map((row) => ({ finding, variation, ...traitsOf(row, sorted) })),
  )
}

function traitsOf(row: FindingRow, headings: Heading[]): Omit<Traits, 'finding' | 'variation'> {
  const { quote_start: start, quote_end: end } = row
  const words = (row.source_quote ?? row.quote)?.toLowerCase().replace(/\s+/g, ' ').trim() ?? ''
  const clause = start === null ? -1 : headings.findLastIndex((heading) => heading.start <= start)
  return {
    subtask: row.subtask,
    place: start === null || end === null ? null : { start, end },
    clause: clause < 0 ? null : clause,
    quote: words === '' ? null : words,
    title: wordsOf(row.title),
  }
}

// 0: they are not one finding. Whatever says so more surely counts for more than all below it.
function alikeness(one: Traits, other: Traits): number {
  const isSameWords = one.quote !== null && one.quote === other.quote
  if (one.place && other.place) {
    const isSameClause = one.clause !== null && one.clause === other.clause
    return alikenessOfPlaced(one, other, { ...overlapOf(one.place, other.place), isSameWords, isSameClause })
  }
  if (isSameWords) return 3 + likeness(one.title, other.title)
  const titles = one.subtask === other.subtask ? likeness(one.title, other.title) : 0
  return titles >= sameTitle ? titles / 2 : 0
}

function alikenessOfPlaced(
  one: Traits,
  other: Traits,
  by: Overlap & { isSameWords: boolean; isSameClause: boolean },
): number {
  if (by.ofBoth === 1) return 4 + likeness(one.title, other.title)
  if (by.isSameWords) return 3 + likeness(one.title, other.title)
  const isSamePlace = one.subtask === other.subtask && by.ofShorter >= 0.5
  if (!isSamePlace && !by.isSameClause) return 0
  const titles = likeness(one.title, other.title)
  if (isSamePlace) return 2 + (by.ofBoth + titles) / 2
  return titles >= similarTitle ? 1 + (by.ofBoth + titles) / 2 : 0
}

type Span = NonNullable<Traits['place']>

interface Overlap {
  ofShorter: number
  ofBoth: number
}

function overlapOf(one: Span, other: Span): Overlap {
  const shared = Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
  const [length, otherLength] = [one.end - one.start, other.end - other.start]
  const isSame = one.start === other.start && one.end === other.end
  return {
    ofShorter: shared / Math.max(1, Math.min(length, otherLength)),
    ofBoth: isSame ? 1 : shared / Math.max(1, length + otherLength - shared),
  }
}
