import type { Document } from './document.ts'

/** Less is a page number or a stamp. */
const fewCharacters = 10

/** The numbers of the pages that are pictures and whose words nobody has recognised: a scan, a photograph. */
export function pagesWithoutText({ kind, pages }: Pick<Document, 'kind' | 'pages'>): number[] {
  if (kind !== 'pdf' && kind !== 'image') return []
  return pages.filter(({ start, end }) => end - start < fewCharacters).map(({ number }) => number)
}
