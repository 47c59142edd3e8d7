import type { Span } from './furniture.ts'

/** Around a change, a comment, a header in a Word document's text. */
export const markBegin = '[['
export const markEnd = ']]'

/**
 * The same while a text is being read: Unicode's noncharacters, which no source may hold (`withoutOwnMarks`), so that words
 * of the document cannot pass for a mark.
 */
export const ownBegin = '\uFDD0\uFDD0'
export const ownEnd = '\uFDD1\uFDD1'

/** Words of a source; as many units as before. */
export function withoutOwnMarks(words: string): string {
  return words.replace(/[\uFDD0\uFDD1]/g, ' ')
}

const imitated = /\[\[(?=(?:deleted|inserted|comment by|header|footer|note)\b)/gi

/** The text as people and models see it, as long as it was; what imitates a mark gets round brackets. */
export function showOwnMarks(text: string): string {
  return text.replace(imitated, '((').replaceAll(ownBegin, markBegin).replaceAll(ownEnd, markEnd)
}

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
