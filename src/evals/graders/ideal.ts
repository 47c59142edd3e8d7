import { tokenF1, wordsOf } from '../words.ts'
import { textOf, type ExpectedOf, type Grade, type ResultOf } from './grade.ts'

/** How near the result's text is to the ideal one: word for word, and by the words they share (F1). */
export function gradeIdeal(expected: ExpectedOf, result: ResultOf): Grade[] {
  const ideal = expected.idealOutput
  if (ideal === null || ideal.trim() === '') return []
  const text = result.summaries.length > 0 ? result.summaries.join('\n\n') : textOf(result)
  const isExact = wordsOf(text).join(' ') === wordsOf(ideal).join(' ')
  return [
    { grader: 'exact', score: isExact ? 1 : 0, faults: [] },
    { grader: 'fuzzy', score: tokenF1(text, ideal), faults: [] },
  ]
}
