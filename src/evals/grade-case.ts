import { gradeFindings, gradeForbidden } from './graders/findings.ts'
import type { ExpectedOf, Grade, ResultOf } from './graders/grade.ts'
import { gradeIdeal } from './graders/ideal.ts'
import { gradeQuotes } from './graders/quotes.ts'
import { gradeSchema } from './graders/schema.ts'
import { gradeText } from './graders/text.ts'

/** A grader that is not named here is shown and does not count. */
const weights: Record<string, number> = { schema: 1, quotes: 1, findings: 3, forbidden: 2, text: 2, fuzzy: 1 }

/** Grades a result by all graders that apply; the score is their weighted mean, 0 to 1. */
export function gradeCase(expected: ExpectedOf, result: ResultOf): { grades: Grade[]; score: number } {
  const grades = [
    gradeSchema(result),
    gradeQuotes(result),
    gradeFindings(expected, result),
    gradeForbidden(expected, result),
    gradeText(expected, result),
    ...gradeIdeal(expected, result),
  ].filter((grade) => grade !== null)
  const weighed = grades.map(({ grader, score }) => ({ score, weight: weights[grader] ?? 0 }))
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  return { grades, score: weighed.reduce((sum, { score, weight }) => sum + score * weight, 0) / total }
}
