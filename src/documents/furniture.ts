import type { Page } from './document.ts'

export interface Span {
  start: number
  end: number
}

/** Lines looked at from each edge of a page. */
const edgeLines = 3
/** On how many pages a line must stand to be furniture. */
const minRepeats = 3

/** Running headers, footers and page numbers: lines at the edges of pages that repeat but for their digits. */
export function findFurniture(text: string, pages: Page[]): Span[] {
  if (pages.length < minRepeats) return []
  const edges = pages.flatMap((page) => edgesOf(text, page))
  const counts = new Map<string, number>()
  for (const edge of edges) counts.set(edge.key, (counts.get(edge.key) ?? 0) + 1)
  return edges
    .filter((edge) => edge.key === '#' || (counts.get(edge.key) ?? 0) >= minRepeats)
    .map(({ start, end }) => ({ start, end }))
    .sort((a, b) => a.start - b.start)
}

function edgesOf(text: string, page: Page): (Span & { key: string })[] {
  const lines: (Span & { key: string })[] = []
  let offset = page.start
  for (const line of text.slice(page.start, page.end).split('\n')) {
    const key = line
      .replace(/\d+|\b[ivxlc]+\b/g, '#')
      .replace(/\s+/g, ' ')
      .trim()
    if (key !== '') lines.push({ start: offset, end: offset + line.length, key })
    offset += line.length + 1
  }
  const inner = Math.max(edgeLines, lines.length - edgeLines)
  return [...lines.slice(0, edgeLines), ...lines.slice(inner)]
}
