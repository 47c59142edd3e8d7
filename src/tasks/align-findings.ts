import type { Heading } from '../documents/document.ts'
import { likeness, wordsOf } from './alike-words.ts'
import type { FindingRow } from './combine-findings.ts'
import type { OneFinding } from './combine-one-answer.ts'

/** So alike must titles be within a clause; and where there is no quote to go by. */
const similarTitle = 0.5
const sameTitle = 0.8

/**
 * Which findings of different variations are one: the most alike first, at most one of each variation, and only where
 * more than half of the pairs are alike, so that no long quote chains short ones together. In whatever order the
 * variations come, the groups are the same.
 */
export function alignFindings(findings: OneFinding[], headings: Heading[]): OneFinding[][] {
  const scores = scoresOf(findings, headings)
  const pairs = alikePairs(findings, scores)
  const groups = findings.map((_, index) => [index])
  const groupOf = findings.map((_, index) => index)
  let hasChanged = pairs.length > 0
  while (hasChanged) {
    hasChanged = false
    for (const { a, b } of pairs) {
      const [groupOfA, groupOfB] = [groupOf[a] ?? a, groupOf[b] ?? b]
      if (groupOfA === groupOfB) continue
      const [into, from] = [Math.min(groupOfA, groupOfB), Math.max(groupOfA, groupOfB)]
      const [kept, taken] = [groups[into] ?? [], groups[from] ?? []]
      if (!areOne(kept, taken, { findings, scores })) continue
      for (const each of taken) groupOf[each] = into
      kept.push(...taken)
      groups[from] = []
      hasChanged = true
    }
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.flatMap((index) => findings[index] ?? []))
}

interface Known {
  findings: OneFinding[]
  scores: Float64Array
}

function areOne(one: number[], other: number[], { findings, scores }: Known): boolean {
  let alike = 0
  for (const a of one) {
    for (const b of other) {
      if (findings[a]?.variation === findings[b]?.variation) return false
      if ((scores[a * findings.length + b] ?? 0) > 0) alike += 1
    }
  }
  return alike * 2 > one.length * other.length
}

// Where two pairs are just as alike the ids decide, which know nothing of the variations' order.
function alikePairs(findings: OneFinding[], scores: Float64Array): { a: number; b: number }[] {
  const byId = [...findings.keys()].sort((a, b) =>
    (findings[a]?.id ?? '') < (findings[b]?.id ?? '') ? -1 : 1,
  )
  const pairs: { a: number; b: number; score: number }[] = []
  for (const [rank, a] of byId.entries()) {
    for (let next = rank + 1; next < byId.length; next++) {
      const b = byId[next] ?? a
      const score = scores[a * findings.length + b] ?? 0
      if (score > 0) pairs.push({ a, b, score })
    }
  }
  // In the order of ids already, which sorting keeps.
  return pairs.sort((one, other) => other.score - one.score)
}

function scoresOf(findings: OneFinding[], headings: Heading[]): Float64Array {
  const sorted = headings.toSorted((a, b) => a.start - b.start)
  const known = findings.map(({ rows }) => rows.map((row) => traitsOf(row, sorted)))
  const count = findings.length
  const scores = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      if (findings[a]?.variation === findings[b]?.variation) continue
      let score = 0
      for (const one of known[a] ?? [])
        for (const other of known[b] ?? []) score = Math.max(score, alikeness(one, other))
      scores[a * count + b] = score
      scores[b * count + a] = score
    }
  }
  return scores
}

interface Traits {
  subtask: string
  place: { start: number; end: number } | null
  /** Which heading it stands under; null where there is none. */
  clause: number | null
  quote: string | null
  title: Set<string>
}

function traitsOf(row: FindingRow, headings: Heading[]): Traits {
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
    const shared = Math.min(one.place.end, other.place.end) - Math.max(one.place.start, other.place.start)
    const isSameClause = one.clause !== null && one.clause === other.clause
    if (shared <= 0 && !isSameClause && !isSameWords) return 0
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
