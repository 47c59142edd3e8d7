import type { Work } from './find-words.ts'
import type { Span } from './furniture.ts'
import { anchorWords, wordsOf, type WordIndex } from './word-index.ts'

/** Share of words that must be the same. */
const minSame = 0.85
const minWords = 8
/** Comparisons of two words, after which a text that repeats itself without end is given up. */
const maxSteps = 100_000
const maxFound = 50

/**
 * Unbroken runs of the text with as many words as the quote, all the same but for slips inside long words. Numbers,
 * short words (no, not, any), beginnings (un-, in-) and endings (-or, -ee) must agree: they carry the meaning. And what
 * is a word of the text elsewhere is another word, not a slip.
 */
export function findNear(index: WordIndex, quote: string, work: Work): Span[] {
  const wanted = wordsOf(quote, []).map(({ text }) => text)
  if (wanted.length < minWords) return []
  const numbers = wanted.map((each) => index.numberOf(each) ?? -1)
  const slips = numbers.filter((number) => number === -1).length
  if (slips > wanted.length * (1 - minSame)) return []
  const anchor = anchorOf(index, numbers, work)
  if (anchor === undefined) return []
  const found: Span[] = []
  for (const place of index.places(numbers, anchor)) {
    const start = place - anchor
    if (work.steps > maxSteps || found.length >= maxFound) break
    if (start < 0 || start + wanted.length > index.words.length) continue
    if (isNear(index, { start, numbers, wanted }, work)) found.push(spanOf(index, start, wanted))
  }
  return found
}

// The rarest three words in a row. A slip is no word of the text, so that all words which are must stand there as in the quote.
function anchorOf(index: WordIndex, numbers: number[], work: Work): number | undefined {
  let best: { at: number; count: number } | undefined
  for (let at = 0; at + anchorWords <= numbers.length; at++) {
    work.steps++
    if (numbers.slice(at, at + anchorWords).includes(-1)) continue
    const count = index.count(numbers, at)
    if (count === 0) return undefined
    if (!best || count < best.count) best = { at, count }
  }
  return best?.at
}

function isNear(
  index: WordIndex,
  of: { start: number; numbers: number[]; wanted: string[] },
  work: Work,
): boolean {
  return of.numbers.every((number, at) => {
    work.steps++
    const there = index.words[of.start + at] ?? 0
    return there === number || (number === -1 && isSlip(index.textOf(there), of.wanted[at] ?? ''))
  })
}

function spanOf(index: WordIndex, start: number, wanted: string[]): Span {
  return { start: index.spans[start]?.start ?? 0, end: index.spans[start + wanted.length - 1]?.end ?? 0 }
}

function isSlip(a: string, b: string): boolean {
  if (a.length < 6 || b.length < 6 || /\P{L}/u.test(a + b)) return false
  if (a.slice(0, 2) !== b.slice(0, 2) || a.slice(-3) !== b.slice(-3)) return false
  return differsByOne(a, b)
}

// One letter more, less or other, or two neighbours swapped.
function differsByOne(a: string, b: string): boolean {
  let head = 0
  while (head < a.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && right === `${left[1]}${left[0]}`)
}
