import type { Span } from './furniture.ts'

/** Share of words that must be the same. */
const minSame = 0.85
const minWords = 8
const anchorWords = 3

/**
 * One unbroken run of the document with as many words as the quote, all the same but for slips inside long words.
 * Numbers, short words (no, not, any), beginnings (un-, in-) and endings (-or, -ee) must agree: they carry the meaning.
 */
export function findNear(source: string, quote: string, skip: Span[]): Span | undefined {
  const wanted = wordsOf(quote, []).map((word) => word.text)
  if (wanted.length < minWords) return undefined
  const words = wordsOf(source, skip)
  for (const start of candidates(words, wanted)) {
    if (!isNear(words, start, wanted)) continue
    return { start: words[start]?.start ?? 0, end: words[start + wanted.length - 1]?.end ?? 0 }
  }
  return undefined
}

interface Word extends Span {
  text: string
}

function wordsOf(source: string, skip: Span[]): Word[] {
  const words: Word[] = []
  for (const match of source.matchAll(/[\p{L}\p{N}$€£%§]+/gu)) {
    const start = match.index
    if (skip.some((gap) => start >= gap.start && start < gap.end)) continue
    words.push({ text: match[0].toLowerCase(), start, end: start + match[0].length })
  }
  return words
}

// Where a few words of the quote stand in a row, the quote would have to begin so many words earlier.
function candidates(words: Word[], wanted: string[]): Set<number> {
  const anchors = new Map<string, number[]>()
  for (let index = 0; index + anchorWords <= wanted.length; index++) {
    const key = wanted.slice(index, index + anchorWords).join(' ')
    anchors.set(key, [...(anchors.get(key) ?? []), index])
  }
  const starts = new Set<number>()
  for (let index = 0; index + anchorWords <= words.length; index++) {
    const key = words
      .slice(index, index + anchorWords)
      .map((word) => word.text)
      .join(' ')
    for (const before of anchors.get(key) ?? []) {
      const start = index - before
      if (start >= 0 && start + wanted.length <= words.length) starts.add(start)
    }
  }
  return starts
}

function isNear(words: Word[], start: number, wanted: string[]): boolean {
  let same = 0
  for (const [index, word] of wanted.entries()) {
    const there = words[start + index]?.text ?? ''
    if (there === word) same++
    else if (!isSlip(there, word)) return false
  }
  return same / wanted.length >= minSame
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
