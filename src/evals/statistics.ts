/** Mean; 0 of nothing. */
export function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Standard deviation of a sample; 0 of fewer than two. */
export function deviation(values: number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** The value below which `share` of them lie (nearest rank); null of nothing. */
export function percentile(values: number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

/** A share of so many, with its 95 % interval (E. B. Wilson, 1927); between 0 and 1 of nothing. */
export function wilson(hits: number, of: number): { value: number; low: number; high: number } {
  if (of === 0) return { value: 0, low: 0, high: 1 }
  const z = 1.959964
  const value = hits / of
  const scale = 1 + z ** 2 / of
  const middle = (value + z ** 2 / (2 * of)) / scale
  const reach = (z / scale) * Math.sqrt((value * (1 - value)) / of + z ** 2 / (4 * of ** 2))
  return { value, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}

const rounds = 2000

/**
 * The 95 % interval of the mean by the percentile bootstrap (Efron 1979): the mean of as many values drawn with replacement, again
 * and again. Seeded, so the same values give the same interval.
 */
export function interval(values: number[]): [low: number, high: number] {
  const random = generator(values.length)
  const means = Array.from({ length: rounds }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  )
  return [percentile(means, 0.025) ?? 0, percentile(means, 0.975) ?? 0]
}

// mulberry32, a small generator that everybody has: the draws need be even, not secret.
function generator(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
