import type { ValueKind } from './value-kinds.ts'

/** A value in a text: UTF-16 offsets, `end` exclusive. */
export interface ValueSpan {
  kind: ValueKind
  start: number
  end: number
  /** The fuller form of the same value, where this is a part of it: of "Smith", "John Smith". */
  of?: string
}

/** The spans of a pattern's matches, or of its first group where it has one. */
export function spansOf(
  text: string,
  {
    kind,
    pattern,
    fits = () => true,
  }: { kind: ValueKind; pattern: RegExp; fits?: (found: string) => boolean },
): ValueSpan[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const found = match[1] ?? match[0]
    if (found === '' || !fits(found)) return []
    const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(found))
    return [{ kind, start, end: start + found.length }]
  })
}

/** In the order of the text and without overlaps: what overlaps is one value, of the kind of the longest. */
export function joined(spans: ValueSpan[]): ValueSpan[] {
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const result: ValueSpan[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (!last || span.start >= last.end) result.push({ ...span })
    else if (span.end > last.end || outranks(span, last)) merge(last, span)
  }
  return result
}

function outranks(span: ValueSpan, last: ValueSpan): boolean {
  const isSame = span.start === last.start && span.end === last.end
  return last.kind === 'TEXT' || (isSame && last.of === undefined && span.of !== undefined)
}

function merge(last: ValueSpan, span: ValueSpan): void {
  const isLonger = span.end - span.start > last.end - last.start
  const isWhole = span.start === last.start && span.end === last.end
  if (last.kind === 'TEXT' || (isLonger && span.kind !== 'TEXT')) last.kind = span.kind
  if (isWhole && span.of !== undefined) last.of = span.of
  else if (!isWhole) delete last.of
  last.end = Math.max(last.end, span.end)
}
