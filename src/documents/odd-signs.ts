import type { Document, DocumentWarning } from './document.ts'
import { shortened } from './hidden-warning.ts'

type Paged = Pick<Document, 'text' | 'pages' | 'paged'>

/** ASCII spelled in letters that no font shows; a flag's letters are a picture and stay. */
const tags = /(?<!\u{1F3F4}[\u{E0000}-\u{E007F}]*)[\u{E0000}-\u{E007F}]+/gu
/** Signs that choose between shapes of a letter: one is usual, a row of them is a message in bytes. */
const selectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{3,}/gu
/** Signs without width: one parts or joins letters, a long row of them is a message in bits. */
const widthless = /[\u200B-\u200D\u2060-\u2064\u180E\uFEFF]{6,}/g
const overrides = /[\u202D\u202E]/
const maxWarnings = 20

/**
 * A text that a database can hold (no NULs, no halves of characters) and in which nothing is written in letters that nobody
 * sees: what was is blanked, so that every offset stays, and told; so are signs that turn the order of letters.
 */
export function findOddSigns({ text, pages, paged }: Paged): { text: string; warnings: DocumentWarning[] } {
  const warnings: DocumentWarning[] = []
  const warn = (warning: Omit<DocumentWarning, 'page'>, index: number) => {
    const page = paged ? (pages.find((each) => index < each.end)?.number ?? null) : null
    if (warnings.length < maxWarnings) warnings.push({ ...warning, page })
  }
  let clean = text.replaceAll('\0', '\uFFFD').toWellFormed()
  for (const [pattern, spell] of [
    [tags, spelledByTags],
    [selectors, spelledBySelectors],
    [widthless, () => ''],
  ] as const)
    clean = clean.replace(pattern, (row: string, index: number) => {
      const said = spell(row)
      const excerpt = /[\p{L}\p{N}]{2}/u.test(said) ? said : `${row.length} signs`
      warn({ kind: 'hidden', reason: 'in signs that no font shows', excerpt: shortened(excerpt) }, index)
      return ' '.repeat(row.length)
    })
  let offset = 0
  for (const line of overrides.test(clean) ? clean.split('\n') : []) {
    const at = line.search(overrides)
    const around = line.slice(Math.max(0, at - 60), at + 60).replace(/\p{Cf}/gu, '')
    const reason = 'signs turn the order of letters, so that people see other words than these'
    if (at !== -1) warn({ kind: 'mismatch', reason, excerpt: shortened(around) }, offset + at)
    offset += line.length + 1
  }
  return { text: clean, warnings }
}

function spelledByTags(row: string): string {
  return Array.from(row, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xe_00_00))
    .join('')
    .replace(/\p{C}/gu, '')
}

// Sixteen selectors, then the others: each a byte.
function spelledBySelectors(row: string): string {
  const bytes = Array.from(row, (sign) => {
    const code = sign.codePointAt(0) ?? 0
    return code < 0x1_00_00 ? code - 0xfe_00 : code - 0xe_01_00 + 16
  })
  return Buffer.from(bytes).toString('utf8').replace(/\p{C}/gu, '')
}
