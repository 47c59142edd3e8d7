/** The words of a text, without case, punctuation and the ways to write quotation marks. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** The longest run of words two texts share, as a part of the shorter one: 0 to 1. */
export function sharedRun(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  const shorter = Math.min(a.length, b.length)
  if (shorter === 0) return 0
  let longest = 0
  let before: number[] = []
  for (const word of a) {
    const row: number[] = []
    for (const [at, otherWord] of b.entries()) {
      const run = word === otherWord ? (before[at - 1] ?? 0) + 1 : 0
      row.push(run)
      longest = Math.max(longest, run)
    }
    before = row
  }
  return longest / shorter
}

/** F1 over the words of two texts, each counted as often as it stands: 0 to 1. */
export function tokenF1(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of a) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    shared += 1
  }
  return (2 * shared) / (a.length + b.length)
}
