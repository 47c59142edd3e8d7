import type { Document } from './document.ts'

/** A piece of a long document, as a span of its text; `end` exclusive. */
export interface Section {
  start: number
  end: number
}

export interface SectionLimits {
  maxCharacters: number
  /** Offsets that begin something of which a section may hold only so many: pages that go along as pictures. */
  counted?: { starts: number[]; max: number }
}

/** Of a section's length; so that what is said across a cut stands whole in one of them. */
const overlapShare = 0.08
const maxOverlap = 4000
/** A cut may make a section so much shorter than it could be, to fall between two clauses. */
const leastFill = 0.6

/**
 * Cuts a document into sections that overlap and together are all of it: at the beginning of a clause, else of a
 * paragraph, a sentence, a line or a word, and only in a run of letters longer than a section anywhere else.
 */
export function splitDocument(
  document: Pick<Document, 'text' | 'headings'>,
  limits: SectionLimits,
): Section[] {
  const { text } = document
  const headings = document.headings.map(({ start }) => lineStart(text, start))
  const overlap = Math.floor(Math.min(maxOverlap, limits.maxCharacters * overlapShare))
  const sections: Section[] = []
  let start = 0
  for (;;) {
    const { earliest, latest } = endsOf(start, limits)
    if (latest >= text.length) {
      sections.push({ start, end: text.length })
      return sections
    }
    const aim = start + evenLength({ left: text.length - start, most: latest - start, overlap })
    const end = nearestCut(text, headings, { earliest, latest, aim: Math.max(aim, earliest) })
    sections.push({ start, end })
    const next = nextStart(text, headings, {
      after: start,
      end,
      overlap: Math.min(overlap, (end - start) >> 1),
    })
    // Where so little may stand in a section that its overlap fills it, there is none.
    start = endsOf(next, limits).earliest > end ? next : end
  }
}

// Where the section that starts there may end.
function endsOf(start: number, limits: SectionLimits): { earliest: number; latest: number } {
  const latest = latestEnd(start, limits)
  return { earliest: start + Math.max(1, Math.floor((latest - start) * leastFill)), latest }
}

function latestEnd(start: number, { maxCharacters, counted }: SectionLimits): number {
  const oneTooMany = counted?.starts.filter((each) => each >= start)[counted.max]
  const latest = start + Math.max(2, maxCharacters)
  return oneTooMany === undefined ? latest : Math.max(start + 1, Math.min(latest, oneTooMany))
}

// All of about the same length, rather than the last one a scrap.
function evenLength({ left, most, overlap }: { left: number; most: number; overlap: number }): number {
  const sections = Math.ceil((left - overlap) / Math.max(1, most - overlap))
  return Math.ceil((left - overlap) / Math.max(1, sections)) + overlap
}

interface Range {
  earliest: number
  latest: number
  aim: number
}

function nearestCut(text: string, headings: number[], range: Range): number {
  const { earliest, latest, aim } = range
  const within = (offset: number) => offset >= earliest && offset <= latest
  const nearest = (offsets: number[]) =>
    offsets.reduce((best, offset) => (Math.abs(offset - aim) < Math.abs(best - aim) ? offset : best))
  const clauses = headings.filter(within)
  if (clauses.length > 0) return nearest(clauses)
  for (const boundary of boundaries) {
    const found = startsOf(text, boundary, range)
    if (found.length > 0) return nearest(found)
  }
  const cut = Math.min(aim, latest)
  return isWithinCharacter(text, cut) ? (cut - 1 >= earliest ? cut - 1 : cut + 1) : cut
}

// What comes before the beginning of a paragraph, of a sentence on a new line, of a sentence, a line, a word.
const boundaries = [/\n\s*\n\s*/g, /[.;:?!]["'”’)\]]*[ \t]*\n\s*/g, /[.;:?!]["'”’)\]]*\s+/g, /\n\s*/g, /\s+/g]

function startsOf(text: string, boundary: RegExp, { earliest, latest }: Range): number[] {
  const from = Math.max(0, earliest - 200)
  return Array.from(
    text.slice(from, latest).matchAll(boundary),
    (match) => from + match.index + match[0].length,
  ).filter((offset) => offset >= earliest && offset <= latest)
}

// The clause or paragraph that begins the overlap, else wherever it begins; always later than the section before.
function nextStart(
  text: string,
  headings: number[],
  { after, end, overlap }: { after: number; end: number; overlap: number },
): number {
  const earliest = Math.max(after + 1, end - overlap)
  if (earliest >= end) return end
  const clause =
    headings.find((offset) => offset >= earliest && offset < end) ??
    headings.findLast((offset) => offset > after && offset >= end - 3 * overlap && offset < end)
  if (clause !== undefined) return clause
  const range = { earliest, latest: end - 1, aim: earliest }
  for (const boundary of boundaries) {
    const [first] = startsOf(text, boundary, range)
    if (first !== undefined) return first
  }
  return isWithinCharacter(text, earliest) ? earliest + 1 : earliest
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

// Between the two halves of a character beyond the first 65,536.
function isWithinCharacter(text: string, offset: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(offset - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(offset))
}
