import type { Span } from './furniture.ts'

/** How many words in a row are looked for to find where a quote may begin. */
export const anchorWords = 3

/** The words of a text, with every place where three of them stand in a row. */
export interface WordIndex {
  words: number[]
  spans: Span[]
  /** A word's number; undefined where the text does not have it. */
  numberOf(word: string): number | undefined
  textOf(word: number): string
  /** How often these words stand in a row, from `numbers[at]`. */
  count(numbers: number[], at: number): number
  /** Where, from the first on. */
  places(numbers: number[], at: number): Iterable<number>
}

export function createWordIndex(source: string, skip: Span[]): WordIndex {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  const found = wordsOf(source, skip)
  const words = found.map(({ text }) => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, texts.length)
    return texts.push(text) - 1
  })
  const keyOf = (of: number[], at: number) => {
    let key = 0
    for (let index = at; index < at + anchorWords; index++) key = key * texts.length + (of[index] ?? 0)
    return key
  }
  // A chain for each three words: from a place to the next one, the first place last.
  const first = new Map<number, { place: number; count: number }>()
  const next = new Int32Array(words.length).fill(-1)
  for (let place = words.length - anchorWords; place >= 0; place--) {
    const key = keyOf(words, place)
    const chain = first.get(key)
    if (chain) {
      next[place] = chain.place
      chain.place = place
      chain.count++
    } else first.set(key, { place, count: 1 })
  }
  return {
    words,
    spans: found,
    numberOf: (word) => numbers.get(word),
    textOf: (word) => texts[word] ?? '',
    count: (of, at) => first.get(keyOf(of, at))?.count ?? 0,
    *places(of, at) {
      for (let place = first.get(keyOf(of, at))?.place ?? -1; place >= 0; place = next[place] ?? -1)
        yield place
    },
  }
}

const word = /[\p{L}\p{M}\p{N}$€£%§]+(?:(?<=\p{L})[-\u00AD‐‑]\s*(?=\p{L})[\p{L}\p{M}\p{N}]+)*/gu

/** Words in lower case; what a hyphen joins is one word, at the end of a line and elsewhere. */
export function wordsOf(source: string, skip: Span[]): (Span & { text: string })[] {
  const words: (Span & { text: string })[] = []
  let skipped = 0
  for (const match of source.matchAll(word)) {
    const start = match.index
    while ((skip[skipped]?.end ?? Infinity) <= start) skipped++
    if (start >= (skip[skipped]?.start ?? Infinity)) continue
    const text = match[0]
      .replace(/[-\u00AD‐‑\s]/g, '')
      .normalize('NFKC')
      .toLowerCase()
    words.push({ text, start, end: start + match[0].length })
  }
  return words
}
