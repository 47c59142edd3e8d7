import type { Document } from '../../documents/document.ts'
import { findFurniture, type Span } from '../../documents/furniture.ts'

export interface Sentence extends Span {
  text: string
  /** The clause heading it stands under, or ''. */
  heading: string
}

const abbreviations =
  /(?:\b(?:Inc|Corp|Co|Ltd|No|Nos|Sec|Art|Mr|Mrs|Ms|Dr|St|vs|v|U\.S|e\.g|i\.e|etc|approx|Jr|Sr|Pat|Pub|Appl|Ser|FIG|Fig|L\.P|N\.V|S\.A|al)|\b[A-Z])\.$/
const signature =
  /^(?:by|name|title|date|signed|its|attest|witness|address|attention|attn|fax|tel(?:ephone)?|e-?mail)\s*:|_{4,}|\/s\//i
const tableOfContents = /\.{4,}|(?:\s\.){4,}|\s\d{1,3}\s*$/
// A line without any of these is a title or an entry of a list.
const verb =
  /\b(?:shall|will|may|must|can|is|are|was|were|be|been|has|have|had|do|does|hereby|agrees?|made|means?|pays?|paid|terminates?|expires?|provides?|grants?|acknowledges?|represents?|warrants?|begins?|commences?|constitutes?|supersedes?|sets?|contains?|includes?|applies|survives?|remains?|requires?|compris(?:es|ing)|consist(?:s|ing)|wherein|describes|discloses|relates|refers|suffers?|reduces|uses|installs?)\b/i
/** The first page of a patent says in such lines whose it is, and since when. */
const bibliography =
  /^(?:applicants?|assignees?|inventors?|filed|filing date|date of patent|pub(?:lication)?\.? date)\s*:/im
const minCharacters = 40

/** The document's sentences with their places; headings, tables of contents, signatures and furniture are no sentences. */
export function splitSentences(document: Document): Sentence[] {
  const furniture = document.paged ? findFurniture(document.text, document.pages) : []
  const sentences: Sentence[] = []
  let nextHeading = 0
  let heading = ''
  for (const block of blocksOf(document, furniture)) {
    for (const span of sentencesIn(document.text, block)) {
      while ((document.headings[nextHeading]?.start ?? Infinity) <= span.start) {
        heading = document.headings[nextHeading]?.title ?? ''
        nextHeading++
      }
      const text = document.text.slice(span.start, span.end)
      if (isSentence(text) && text.replace(/\s+/g, ' ') !== heading)
        sentences.push({ ...span, text, heading })
    }
  }
  return sentences
}

// Paragraphs: what stands between empty lines, pages and furniture.
function blocksOf(document: Document, furniture: Span[]): Span[] {
  const cuts = [
    ...furniture,
    ...[...document.text.matchAll(/\n[ \t]*\n/g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    })),
  ]
  cuts.sort((a, b) => a.start - b.start)
  const blocks: Span[] = []
  let from = 0
  for (const cut of cuts) {
    if (cut.start > from) blocks.push({ start: from, end: cut.start })
    from = Math.max(from, cut.end)
  }
  blocks.push({ start: from, end: document.text.length })
  return blocks
}

function sentencesIn(text: string, block: Span): Span[] {
  const spans: Span[] = []
  let start = block.start
  const part = text.slice(block.start, block.end)
  for (const match of part.matchAll(/[.;:?!]["”’)]*(?=\s+["“(]?[A-Z(]|\s+\(?[a-z0-9]{1,3}\)|\s*$)/g)) {
    const end = block.start + match.index + match[0].length
    if (abbreviations.test(text.slice(Math.max(start, end - 12), end))) continue
    // A semicolon or colon only parts items of a long list.
    if (/[;:]/.test(match[0]) && end - start < 160) continue
    spans.push(trim(text, { start, end }))
    start = end
  }
  spans.push(trim(text, { start, end: block.end }))
  return spans.filter((span) => span.end > span.start)
}

function trim(text: string, span: Span): Span {
  let { start, end } = span
  while (start < end && /\s/.test(text.charAt(start))) start++
  while (end > start && /\s/.test(text.charAt(end - 1))) end--
  return { start, end }
}

function isSentence(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, '').length
  if (text.length < minCharacters || letters < text.length * 0.6) return false
  return (
    (verb.test(text) || bibliography.test(text)) &&
    !signature.test(text) &&
    !(tableOfContents.test(text) && text.length < 200)
  )
}
