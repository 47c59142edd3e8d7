import type { Page } from '../documents/document.ts'
import type { Section } from '../documents/split-document.ts'

/** "pages 41–83": where a section stands; null where the document has no pages with numbers. */
export function sectionName(
  { paged, pages }: { paged: boolean; pages: Page[] },
  { start, end }: Section,
): string | null {
  const first = pages.findLast((page) => page.start <= start) ?? pages[0]
  const last = pages.findLast((page) => page.start < end) ?? first
  if (!paged || !first || !last || pages.some(({ label }) => label !== undefined)) return null
  return first.number === last.number ? `page ${first.number}` : `pages ${first.number}–${last.number}`
}
