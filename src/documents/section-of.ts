import type { Document } from './document.ts'
import type { Section } from './split-document.ts'

const known = new WeakMap<Document, Map<string, Document>>()

/**
 * A section as a document of its own, its pages with their true numbers. The same one each time: what is reckoned or
 * indexed of a document is kept by it, and all questions of a section come at the same moment.
 */
export function sectionOf(document: Document, { start, end }: Section): Document {
  const sections = known.get(document) ?? new Map<string, Document>()
  known.set(document, sections)
  const key = `${start} ${end}`
  const section = sections.get(key) ?? cutOut(document, { start, end })
  sections.set(key, section)
  return section
}

function cutOut(document: Document, section: Section): Document {
  const { start, end } = section
  const moved = <Span extends Section>(span: Span): Span => ({
    ...span,
    start: Math.max(span.start, start) - start,
    end: Math.min(span.end, end) - start,
  })
  return {
    ...document,
    text: document.text.slice(start, end),
    pages: document.pages.filter((page) => isWithin(page, section)).map(moved),
    headings: document.headings.filter((heading) => heading.start >= start && heading.end <= end).map(moved),
    warnings: [],
  }
}

// A page without text has a place and no length.
function isWithin(page: Section, { start, end }: Section): boolean {
  return page.start === page.end
    ? page.start >= start && page.start <= end
    : page.start < end && page.end > start
}
