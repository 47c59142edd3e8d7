import type { Span } from '../../src/documents/furniture.ts'

/** Only the letters and digits of a text, in lower case, and where each stands: a plain measure to check by. */
export interface Letters {
  text: string
  at: number[]
}

const sign = /[\p{L}\p{N}]/u

export function lettersOf(source: string, skip: Span[]): Letters {
  const pieces: string[] = []
  const at: number[] = []
  let skipped = 0
  for (let index = 0; index < source.length; index++) {
    while ((skip[skipped]?.end ?? Infinity) <= index) skipped++
    if (index >= (skip[skipped]?.start ?? Infinity)) continue
    for (const letter of source.charAt(index).normalize('NFKC').toLowerCase()) {
      if (!sign.test(letter)) continue
      pieces.push(letter)
      at.push(index)
    }
  }
  return { text: pieces.join(''), at }
}

/** Every place with the same letters in a row, from the first to the end of the word of the last. */
export function placesOf(words: string, all: Letters[], source: string): Span[] {
  const wanted = lettersOf(words, []).text
  const places = new Map<number, Span>()
  for (const { text, at } of all) {
    for (let found = text.indexOf(wanted); found !== -1; found = text.indexOf(wanted, found + 1)) {
      const [start, last] = [at[found] ?? 0, at[found + wanted.length - 1] ?? 0]
      if (isWithinWord(source, start)) continue
      places.set(start, { start, end: endOfWord(source, last + 1) })
    }
  }
  return [...places.values()].sort((a, b) => a.start - b.start)
}

export function hasLetters(words: string, all: Letters[]): boolean {
  const wanted = lettersOf(words, []).text
  return all.some(({ text }) => text.includes(wanted))
}

function isWithinWord(source: string, at: number): boolean {
  return sign.test(source.charAt(at - 1)) && sign.test(source.charAt(at))
}

function endOfWord(source: string, from: number): number {
  let end = from
  while (/\p{L}/u.test(source.charAt(end - 1)) && /\p{L}/u.test(source.charAt(end))) end++
  return end
}
