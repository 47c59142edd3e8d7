/** The name that was probably meant: the nearest one, where it is near enough. */
export function similarName(name: string, known: readonly string[]): string | null {
  const near = known
    .map((each) => ({ each, steps: distance(name, each) }))
    .filter(({ each, steps }) => steps <= Math.max(2, Math.floor(each.length / 5)))
    .sort((a, b) => a.steps - b.steps)
  return near[0]?.each ?? null
}

// Levenshtein: how many letters to change, add or leave out.
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const changed = (row[column - 1] ?? 0) + (to[column - 1] === from[index] ? 0 : 1)
      next.push(Math.min((next[column - 1] ?? 0) + 1, (row[column] ?? 0) + 1, changed))
    }
    row = next
  }
  return row[to.length] ?? 0
}
