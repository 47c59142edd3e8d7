import type { Span } from './furniture.ts'
import { createUnits, type Normalised } from './units.ts'

const quotationMarks: Record<string, string> = Object.fromEntries([
  ...Array.from("'‘’‚‛`´′‹›", (mark) => [mark, "'"] as const),
  ...Array.from('"“”„‟″«»', (mark) => [mark, '"'] as const),
])
const dashes = new Set('-‐‑‒–—―−⁃﹣－')
const unseen = new Set('\u00AD\u200B\u200C\u200D\u2060\uFEFF')
// An accent may stand behind its letter.
const letter = /[\p{L}\p{M}]/u
const space = /\s/

/** Runs of white space become one space; nothing else changes. */
export function collapseSpace(source: string, skip: Span[] = []): Normalised {
  const units = createUnits(source.length)
  eachCharacter(source, skip, (unit, start, end) => {
    if (unit !== ' ' && !space.test(unit)) units.write(unit, start, end)
    else if (units.length() > 0 && units.last() !== ' ') units.write(' ', start, end)
  })
  return units.finish()
}

/**
 * Case, white space, ligatures, kinds of quotation marks and dashes, accents written in two ways, hyphens inside words
 * (thus hyphenation) and signs that nobody sees no longer differ. Digits and all other signs do.
 */
export function loosen(source: string, skip: Span[] = []): Normalised {
  const units = createUnits(source.length)
  // Behind a letter a dash counts only if no letter follows, whatever lies between.
  let dash: Span | undefined
  eachCharacter(source, skip, (unit, start, end) => {
    const plain = plainForms.get(unit) ?? plainForm(unit)
    if (plain === '') return
    if (plain === '-') {
      if (units.last() === '-' || dash) return
      if (letter.test(units.last())) dash = { start, end }
      else units.write('-', start, end)
      return
    }
    if (dash && !letter.test(plain)) units.write('-', dash.start, dash.end)
    dash = undefined
    // Two single marks are a double one, as typewriters wrote it.
    if (plain === "'" && units.last() === "'") units.replaceLast('"', end)
    else units.write(plain, start, end)
  })
  if (dash) units.write('-', dash.start, dash.end)
  return units.finish()
}

const plainForms = new Map<string, string>()
const keptForms = 10_000

function plainForm(unit: string): string {
  const plain =
    space.test(unit) || unseen.has(unit)
      ? ''
      : dashes.has(unit)
        ? '-'
        : (quotationMarks[unit] ?? folded(unit))
  if (plainForms.size < keptForms) plainForms.set(unit, plain)
  return plain
}

function folded(unit: string): string {
  const lower = unit.normalize('NFKD').toLowerCase()
  return lower.replaceAll('ß', 'ss').replaceAll('ς', 'σ').replace(/\s/g, '')
}

function eachCharacter(
  source: string,
  skip: Span[],
  visit: (unit: string, start: number, end: number) => void,
): void {
  let skipped = 0
  for (let index = 0; index < source.length;) {
    const gap = skip[skipped]
    if (gap && index >= gap.start) {
      index = Math.max(index, gap.end)
      skipped++
      continue
    }
    const isPair = (source.charCodeAt(index) & 0xfc00) === 0xd800
    const unit = isPair ? String.fromCodePoint(source.codePointAt(index) ?? 0) : source.charAt(index)
    visit(unit, index, index + unit.length)
    index += unit.length
  }
}
