/** One thing was preferred to another. */
export interface Comparison {
  winner: string
  loser: string
}

export interface Estimate {
  value: number
  low: number
  high: number
}

/** So many wins and losses against an average opponent everybody is taken to have had: few votes say little. */
const prior = 0.5
const rounds = 500
const z95 = 1.959964

/**
 * How likely each is preferred to an average one, with its 95 % interval: the Bradley–Terry model, fitted by the MM algorithm
 * (D. R. Hunter, Annals of Statistics 32, 2004) with a weak prior; intervals from the observed information of the
 * log-strengths. The order of comparisons does not matter.
 */
export function strengths(comparisons: Comparison[]): Map<string, Estimate> {
  const names = [...new Set(comparisons.flatMap(({ winner, loser }) => [winner, loser]))].sort()
  const counts = names.map((a) => names.map((b) => meetings(comparisons, a, b)))
  const wins = names.map((name) => comparisons.filter(({ winner }) => winner === name).length)
  const fitted = fit(counts, wins)
  const logs = centred(fitted.map(Math.log))
  const errors = standardErrors(counts, fitted)
  return new Map(
    names.map((name, index) => {
      const log = logs[index] ?? 0
      const reach = z95 * (errors[index] ?? 0)
      return [name, { value: share(log), low: share(log - reach), high: share(log + reach) }]
    }),
  )
}

function meetings(comparisons: Comparison[], a: string, b: string): number {
  return a === b
    ? 0
    : comparisons.filter(
        ({ winner, loser }) => (winner === a && loser === b) || (winner === b && loser === a),
      ).length
}

function fit(counts: number[][], wins: number[]): number[] {
  let strength = wins.map(() => 1)
  for (let round = 0; round < rounds; round++) {
    strength = strength.map((own, index) => {
      const met = (counts[index] ?? []).map((count, other) => count / (own + (strength[other] ?? 1)))
      const expected = met.reduce((sum, part) => sum + part, (2 * prior) / (own + 1))
      return ((wins[index] ?? 0) + prior) / expected
    })
  }
  return strength
}

// The inverse of the information matrix is the covariance; the prior keeps it regular. What all have in common says nothing
// of one against the average.
function standardErrors(counts: number[][], strength: number[]): number[] {
  const matrix = strength.map((own, row) =>
    strength.map((other, column) =>
      row === column
        ? strength.reduce(
            (sum, each, index) => sum + (counts[row]?.[index] ?? 0) * weight(own, each),
            2 * prior * weight(own, 1),
          )
        : -(counts[row]?.[column] ?? 0) * weight(own, other),
    ),
  )
  const rows = inverse(matrix).map(centred)
  const columns = transposed(transposed(rows).map(centred))
  return columns.map((row, index) => Math.sqrt(Math.max(0, row[index] ?? 0)))
}

// The information that one meeting of two strengths has.
function weight(a: number, b: number): number {
  return (a * b) / (a + b) ** 2
}

function centred(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function transposed(matrix: number[][]): number[][] {
  return matrix.map((_, column) => matrix.map((row) => row[column] ?? 0))
}

// Gauss–Jordan, for a symmetric positive definite matrix: no pivoting is needed.
function inverse(matrix: number[][]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))])
  for (let pivot = 0; pivot < size; pivot++) {
    const divisor = rows[pivot]?.[pivot] ?? 1
    rows[pivot] = (rows[pivot] ?? []).map((value) => value / divisor)
    for (let row = 0; row < size; row++) {
      const factor = row === pivot ? 0 : (rows[row]?.[pivot] ?? 0)
      if (factor !== 0)
        rows[row] = (rows[row] ?? []).map((value, column) => value - factor * (rows[pivot]?.[column] ?? 0))
    }
  }
  return rows.map((row) => row.slice(size))
}

function share(log: number): number {
  return 1 / (1 + Math.exp(-log))
}
