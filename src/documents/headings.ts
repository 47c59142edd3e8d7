import type { Heading } from './document.ts'

const maxTitleCharacters = 90
// "ARTICLE IV", "Section 7.", alone or with a title behind.
const named =
  /^(?:ARTICLE|Article|SECTION|Section|SCHEDULE|Schedule|EXHIBIT|Exhibit|ANNEX|Annex|APPENDIX|Appendix)\s+[\dIVXLC]+[A-Z]?\b[^\n]*/
// "12.3 Other Early Termination." with or without text behind on the same line.
const numbered = /^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s{1,6}(?:\S\.\s+)?([A-Z][^\n.:;]{1,80})(?=[.:;]|$)/
const capitals = /^[A-Z][A-Z0-9 ,&/()'’-]{3,80}[.:]?$/

/** Clause headings as spans of the text, found by numbering and capitals. */
export function findHeadings(text: string): Heading[] {
  const headings: Heading[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    const title = titleIn(line.trim())
    if (title) {
      const start = offset + line.indexOf(title)
      headings.push({ title, start, end: start + title.length })
    }
    offset += line.length + 1
  }
  return headings
}

function titleIn(line: string): string | null {
  const found = (named.exec(line) ?? numbered.exec(line) ?? capitals.exec(line))?.[0]?.trim()
  // A page number at the end makes it a line of a table of contents.
  return found !== undefined && isTitle(found) && !/\t\d+$/.test(found) ? found : null
}

/** Whether words can be a title: numbered sentences ("3. The Supplier shall deliver …") are text. */
export function isTitle(words: string): boolean {
  if (words.length === 0 || words.length > maxTitleCharacters || /[;,]$/.test(words)) return false
  return (
    /^[\p{L}\p{N}(]/u.test(words) &&
    /\p{L}{2}/u.test(words) &&
    !/\b(?:shall|will|must|may|is|are|has|have)\b/.test(words)
  )
}
