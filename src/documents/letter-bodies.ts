import type { DocumentWarning } from './document.ts'
import { shortened } from './hidden-warning.ts'

/** Share of the shorter body's words that the other has too, below which they are two letters. */
const minShared = 0.5

/** The body that mail programs show, and whether the plain one beside it says something else. */
export function letterBodies(
  plain: string,
  shown: string | null,
): { text: string; mismatch: Omit<DocumentWarning, 'page'> | null } {
  const plainText = plain.replace(/\r\n?/g, '\n').trim()
  if (shown === null || shown.trim() === '') return { text: plainText, mismatch: null }
  const [a, b] = [wordsOf(plainText), wordsOf(shown)]
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  const shared = [...few].filter((word) => many.has(word)).length
  const isOther = plainText !== '' && few.size >= 5 && shared / few.size < minShared
  const mismatch = {
    kind: 'mismatch',
    reason: 'the message’s plain text says something else than what mail programs show',
    excerpt: shortened(plainText),
  } as const
  return { text: shown, mismatch: isOther ? mismatch : null }
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}|\p{N}+/gu) ?? [])
}
