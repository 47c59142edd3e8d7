import type { DocumentWarning } from './document.ts'

export interface HiddenPiece {
  page: number | null
  reason: string
  text: string
}

/** Characters of what was found that people are shown. */
export const excerptCharacters = 160

/** One warning for each page and reason, however many pieces the text came in; single letters and signs are none. */
export function hiddenWarning(pieces: HiddenPiece[]): DocumentWarning[] {
  const found = new Map<string, DocumentWarning>()
  for (const { page, reason, text } of pieces) {
    const key = `${page} ${reason}`
    const excerpt = `${found.get(key)?.excerpt ?? ''} ${text}`.replace(/\s+/g, ' ').trim()
    found.set(key, { kind: 'hidden', page, reason, excerpt: excerpt.slice(0, 4000) })
  }
  return [...found.values()]
    .filter(({ excerpt }) => /\p{L}{2}|\p{N}{2}/u.test(excerpt))
    .map((each) => ({ ...each, excerpt: shortened(each.excerpt) }))
}

/** The first words of a text. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('\0', '').trim().toWellFormed()
  if (line.length <= excerptCharacters) return line
  // Not within a pair of units that is one character.
  return `${line
    .slice(0, excerptCharacters)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`
}
