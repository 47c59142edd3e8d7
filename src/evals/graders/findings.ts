import type { Check } from '../check.ts'
import { sharedRun, wordsOf } from '../words.ts'
import type { ExpectedOf, Grade, ResultOf } from './grade.ts'

const enough = 0.5

type Expected = Extract<Check, { kind: 'finding' }>

/** The part of the expected findings that were found; null where none is expected. Those with one title are alternatives. */
export function gradeFindings(expected: ExpectedOf, result: ResultOf): Grade | null {
  const wanted = Map.groupBy(
    expected.checks.filter((check) => check.kind === 'finding'),
    ({ title }) => title.toLowerCase(),
  )
  if (wanted.size === 0) return null
  const missed = [...wanted.values()].filter((group) => !group.some((check) => isFound(check, result)))
  return {
    grader: 'findings',
    score: 1 - missed.length / wanted.size,
    faults: missed.map((group) => `Missed: ${group.map(nameOf).join(' or ')}.`),
  }
}

/** The part of the forbidden findings that were left out; null where none is forbidden. */
export function gradeForbidden(expected: ExpectedOf, result: ResultOf): Grade | null {
  const forbidden = expected.checks.filter((check) => check.kind === 'no-finding')
  if (forbidden.length === 0) return null
  const found = forbidden.filter(({ title }) => isNamed(title, result))
  return {
    grader: 'forbidden',
    score: 1 - found.length / forbidden.length,
    faults: found.map(({ title }) => `Found, but is not there: ${title}.`),
  }
}

function nameOf({ title, quote }: Expected, index: number): string {
  const words = quote === null ? '' : `“${quote}”`
  if (index > 0) return words
  return words === '' ? title : `${title} (${words})`
}

// Models name a clause in their own words: where the quote is known, the clause counts, not what it is called.
function isFound({ title, quote: gold }: Expected, result: ResultOf): boolean {
  if (gold === null) return isNamed(title, result)
  return result.findings.some(({ quote }) => quote !== null && sharedRun(quote, gold) >= enough)
}

// What several questions found in one clause has all their titles.
function isNamed(title: string, { findings }: ResultOf): boolean {
  const wanted = wordsOf(title).join(' ')
  return findings.some((finding) =>
    finding.title.split(' · ').some((each) => wordsOf(each).join(' ') === wanted),
  )
}
