import type { Heading } from '../documents/document.ts'
import type { OneFinding } from './combine-one-answer.ts'
import { compareFindings, type Scores } from './compare-findings.ts'

/**
 * Which findings of different variations are one: the most alike first, at most one of each variation, and only where
 * more than half of the pairs are alike, so that no long quote chains short ones together. In whatever order the
 * variations come, the groups are the same.
 */
export function alignFindings(findings: OneFinding[], headings: Heading[]): OneFinding[][] {
  const { pairs, scores } = compareFindings(findings, headings)
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

function areOne(
  one: number[],
  other: number[],
  { findings, scores }: { findings: OneFinding[]; scores: Scores },
): boolean {
  let alike = 0
  for (const a of one) {
    for (const b of other) {
      if (findings[a]?.variation === findings[b]?.variation) return false
      if ((scores[a * findings.length + b] ?? 0) > 0) alike += 1
    }
  }
  return alike * 2 > one.length * other.length
}
