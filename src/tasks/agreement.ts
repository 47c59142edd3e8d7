import type { CombinedFinding } from './combine-findings.ts'

/**
 * The answer that most agrees with the others: what others found too counts for it, what it is alone with against it. Of
 * equals the first.
 */
export function mostAgreed(findings: CombinedFinding[], passing: number[]): number {
  const scores = passing.map((variation) => ({ variation, score: scoreOf(findings, variation, passing) }))
  const [best] = scores.toSorted((a, b) => b.score - a.score || a.variation - b.variation)
  return best?.variation ?? 1
}

function scoreOf(findings: CombinedFinding[], variation: number, passing: number[]): number {
  return findings
    .filter(({ variations }) => variations.includes(variation))
    .map(
      ({ variations }) => variations.filter((other) => other !== variation && passing.includes(other)).length,
    )
    .reduce((sum, others) => sum + (others === 0 ? -1 : others), 0)
}
