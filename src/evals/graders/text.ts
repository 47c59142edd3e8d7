import { runInNewContext } from 'node:vm'
import { wordsOf } from '../words.ts'
import type { Check } from '../check.ts'
import { textOf, type ExpectedOf, type Grade, type ResultOf } from './grade.ts'

const patternTimeoutMs = 500

/** The part of the checks on the result's text that hold; null where there is none. */
export function gradeText(expected: ExpectedOf, result: ResultOf): Grade | null {
  const checks = expected.checks.filter(isAboutText)
  if (checks.length === 0) return null
  const text = textOf(result)
  const faults = checks.flatMap((check) => faultOf(check, text))
  return { grader: 'text', score: 1 - faults.length / checks.length, faults }
}

type TextCheck = Exclude<Check, { kind: 'finding' | 'no-finding' }>

function isAboutText(check: Check): check is TextCheck {
  return check.kind !== 'finding' && check.kind !== 'no-finding'
}

function faultOf(check: TextCheck, text: string): string[] {
  if (check.kind === 'matches') return patternFault(check.pattern, text)
  const isThere = ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(check.text).join(' ')} `)
  if (isThere === (check.kind === 'contains')) return []
  return [isThere ? `Contains “${check.text}”.` : `Does not contain “${check.text}”.`]
}

// A pattern that backtracks without end is stopped; it runs where only these two strings exist.
function patternFault(written: string, text: string): string[] {
  const parts = /^\/(.*)\/([a-z]*)$/su.exec(written)
  const source = parts?.[1] ?? written
  const flags = parts?.[2] ?? ''
  try {
    const given = { source, flags, text }
    const timeout = patternTimeoutMs
    const matches: unknown = runInNewContext('new RegExp(source, flags).test(text)', given, { timeout })
    return matches === true ? [] : [`Does not match ${written}.`]
  } catch {
    return [`The pattern ${written} could not be tried: it is not valid, or takes too long.`]
  }
}
