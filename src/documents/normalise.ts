import type { Span } from './furniture.ts'

/** A text made comparable, with the way back: `starts[i]` and `ends[i]` are the source offsets of its i-th unit. */
export interface Normalised {
  text: string
  starts: number[]
  ends: number[]
}

const quotationMarks: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
}
const dash = /[-‐‑‒–—―−]/
const letter = /\p{L}/u
const space = /\s/

/** Runs of white space become one space; nothing else changes. */
export function collapseSpace(source: string, skip: Span[] = []): Normalised {
  return build(source, skip, (unit, out) => {
    if (!space.test(unit)) return unit
    return out.endsWith(' ') || out === '' ? '' : ' '
  })
}

/**
 * Case, white space, ligatures, kinds of quotation marks and dashes, hyphens inside words (thus hyphenation) and soft
 * hyphens no longer differ. Digits and all other signs do.
 */
export function loosen(source: string, skip: Span[] = []): Normalised {
  return build(source, skip, (unit, out, end) => {
    if (unit >= 'a' && unit <= 'z') return unit
    if (space.test(unit) || unit === '\u00AD' || unit === '\u200B') return ''
    const quotation = quotationMarks[unit]
    // Two single marks are a double one, as typewriters wrote it.
    if (quotation !== undefined || unit === "'")
      return (quotation ?? unit) === "'" && out.endsWith("'") ? '"' : (quotation ?? unit)
    if (dash.test(unit)) return letter.test(out) && letter.test(nextSolid(source, end)) ? '' : '-'
    return unit.normalize('NFKC').toLowerCase()
  })
}

/** Gets a character, the unit written before it, and where it ends. */
type Step = (unit: string, out: string, end: number) => string

function build(source: string, skip: Span[], step: Step): Normalised {
  const pieces: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let tail = ''
  let skipped = 0
  for (let index = 0; index < source.length;) {
    while (skipped < skip.length && (skip[skipped]?.end ?? 0) <= index) skipped++
    const gap = skip[skipped]
    if (gap && index >= gap.start) {
      index = Math.max(gap.end, index + 1)
      continue
    }
    const unit = String.fromCodePoint(source.codePointAt(index) ?? 0)
    const end = index + unit.length
    const written = step(unit, tail, end)
    if (
      written === '"' &&
      tail.endsWith("'") &&
      unit.length === 1 &&
      !quotationMarks[unit]?.includes('"') &&
      unit !== '"'
    ) {
      pieces[pieces.length - 1] = '"'
      ends[ends.length - 1] = end
      tail = '"'
    } else {
      for (const piece of written) {
        for (let part = 0; part < piece.length; part++) {
          pieces.push(piece.charAt(part))
          starts.push(index)
          ends.push(end)
        }
        tail = piece
      }
    }
    index = end
  }
  return { text: pieces.join(''), starts, ends }
}

function nextSolid(source: string, from: number): string {
  let index = from
  while (index < source.length && space.test(source.charAt(index))) index++
  return source.charAt(index)
}
