import type { CombinedFinding } from './combine-findings.ts'

/**
 * The variation of those that passed whose findings agree most with the others: each counts how many others have it,
 * one that nobody else has counts against it. Of as many the lowest number.
 */
export function mostAgreed(findings: Pick<CombinedFinding, 'variations'>[], passing: number[]): number {
  const points = new Map(passing.toSorted((a, b) => a - b).map((number) => [number, 0]))
  for (const { variations } of findings) {
    const having = variations.filter((number) => points.has(number))
    const change = having.length === 1 ? -1 : having.length - 1
    for (const number of having) points.set(number, (points.get(number) ?? 0) + change)
  }
  const [best] = [...points].sort(([, a], [, b]) => b - a)
  if (!best) throw new Error('no variation passed')
  return best[0]
}
