import type { Span } from './furniture.ts'

/** Around a change, a comment, a header in a Word document's text. */
export const markBegin = '[['
export const markEnd = ']]'

const removed = /\[\[(?:deleted|comment by [^:\]]{0,80}|header|footer|note): (?:(?!\]\]).)*\]\] ?/gs
const inserted = /\[\[inserted: ((?:(?!\]\]).)*)\]\] ?/gs

/** What is not there once all changes are accepted: deleted words, comments, and the marks around inserted words. */
export function findChangeMarks(text: string): Span[] {
  if (!text.includes(markBegin)) return []
  const gone = [...text.matchAll(removed)].map(({ index, 0: all }) => ({
    start: index,
    end: index + all.length,
  }))
  const marks = [...text.matchAll(inserted)].flatMap(({ index, 0: all, 1: words = '' }) => {
    const start = index + `${markBegin}inserted: `.length
    return [
      { start: index, end: start },
      { start: start + words.length, end: index + all.length },
    ]
  })
  return [...gone, ...marks].sort((a, b) => a.start - b.start)
}
