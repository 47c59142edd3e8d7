export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN
  const next = sorted[Math.floor(sorted.length / 2)] ?? NaN
  return (middle + next) / 2
}
