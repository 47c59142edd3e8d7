import type { ValueKind } from './value-kinds.ts'
import type { ValueSpan } from './span.ts'

/** A value as it is looked for. */
export interface KnownValue {
  kind: ValueKind
  value: string
  of?: string
  /** Found only in these very letters: a surname alone may be a word. */
  isExact?: boolean
}

// Apart: a footnote's number may stand behind a name.
const tokens = /\p{L}+|\p{N}+/gu

interface Wanted extends KnownValue {
  pattern: RegExp
  /** Characters before the first letter or digit. */
  before: number
}

/** Finds known values as whole words, whatever white space and, unless they are exact, whatever case they are in. */
export function createValueFinder(values: readonly KnownValue[]): (text: string) => ValueSpan[] {
  const wanted = new Map<string, Wanted[]>()
  for (const value of values) {
    const first = value.value.match(tokens)?.[0].toLowerCase()
    if (first === undefined) continue
    const list = wanted.get(first) ?? []
    list.push({ ...value, pattern: patternOf(value), before: value.value.search(/[\p{L}\p{N}]/u) })
    wanted.set(first, list)
  }
  return (text) => {
    if (wanted.size === 0) return []
    const spans: ValueSpan[] = []
    for (const { 0: token, index } of text.matchAll(tokens)) {
      for (const { pattern, before, kind, of } of wanted.get(token.toLowerCase()) ?? []) {
        pattern.lastIndex = index - before
        const found = index >= before ? pattern.exec(text) : null
        if (found)
          spans.push({
            kind,
            start: found.index,
            end: pattern.lastIndex,
            ...(of === undefined ? {} : { of }),
          })
      }
    }
    return spans
  }
}

// White space of any length up to a line and its indent: a name may be broken at the end of a line.
function patternOf({ value, isExact }: KnownValue): RegExp {
  const words = value
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`))
  const end = /[\p{L}\p{N}]$/u.test(value.trim()) ? String.raw`(?!\p{L})` : ''
  return new RegExp(`${words.join(String.raw`\s{1,40}`)}${end}`, isExact ? 'uy' : 'iuy')
}
