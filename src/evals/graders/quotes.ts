import type { Grade, ResultOf } from './grade.ts'

/** The part of the quotes that stand in the document; null where nothing was quoted. */
export function gradeQuotes({ quotes }: ResultOf): Grade | null {
  if (quotes.checked === 0) return null
  const faults = quotes.unverified === 0 ? [] : [`${quotes.unverified} quotes are not in the document.`]
  return { grader: 'quotes', score: (quotes.verified + quotes.repaired) / quotes.checked, faults }
}
