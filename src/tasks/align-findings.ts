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
      const [into = a, from = b] = [groupOf[a] ?? a, groupOf[b] ?? b].sort((one, other) => one - other)
      const [kept, taken] = [groups[into] ?? [], groups[from] ?? []]
      if (into === from || !areOne(kept, taken, { findings, scores })) continue
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
  const pairs: { a: number; b: number; score: number; key: string }[] = []
  for (const [a, one] of findings.entries()) {
    for (let b = a + 1; b < findings.length; b++) {
      const score = scores[a * findings.length + b] ?? 0
      if (score > 0) pairs.push({ a, b, score, key: [one.id, findings[b]?.id ?? ''].toSorted().join(' ') })
    }
  }
  return pairs.sort((one, other) => other.score - one.score || (one.key < other.key ? -1 : 1))
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
  const isSameSubtask = one.subtask === other.subtask
  if (!one.place || !other.place) {
    if (isSameWords) return 3 + likeness(one.title, other.title)
    const titles = isSameSubtask ? likeness(one.title, other.title) : 0
    return titles >= sameTitle ? titles / 2 : 0
  }
  const overlap = overlapOf(one.place, other.place)
  if (overlap.ofBoth === 1) return 4 + likeness(one.title, other.title)
  if (isSameWords) return 3 + likeness(one.title, other.title)
  const isSamePlace = isSameSubtask && overlap.ofShorter >= 0.5
  const isSameClause = one.clause !== null && one.clause === other.clause
  if (!isSamePlace && !isSameClause) return 0
  const titles = likeness(one.title, other.title)
  if (isSamePlace) return 2 + (overlap.ofBoth + titles) / 2
  return titles >= similarTitle ? 1 + (overlap.ofBoth + titles) / 2 : 0
}

type Span = NonNullable<Traits['place']>

function overlapOf(one: Span, other: Span): { ofShorter: number; ofBoth: number } {
  const shared = Math.min(one.end, other.end) - Math.max(one.start, other.start)
  if (shared <= 0) return { ofShorter: 0, ofBoth: 0 }
  const [length, otherLength] = [one.end - one.start, other.end - other.start]
  return {
    ofShorter: shared / Math.min(length, otherLength),
    ofBoth: shared / (length + otherLength - shared),
  }
}
