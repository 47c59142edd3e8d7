const fillers = new Set(
  'a an and any as at by for from in is it its no not of on or the this to with'.split(' '),
)

/** The words of a text that carry its meaning, each once, without case, order and plural. */
export function wordsOf(text: string): Set<string> {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const telling = words.filter((word) => !fillers.has(word))
  return new Set((telling.length > 0 ? telling : words).map((word) => word.replace(/(?<=\w{3})s$/, '')))
}

/** How alike they are, from 0 to 1: the share of all their words that both have. */
export function likeness(a: Set<string>, b: Set<string>): number {
  if (a.size === 0 && b.size === 0) return 1
  let both = 0
  for (const word of a) if (b.has(word)) both += 1
  return both / (a.size + b.size - both)
}
