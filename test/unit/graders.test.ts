import { expect, test } from 'vitest'
import { gradeCase } from '../../src/evals/grade-case.ts'
import type { Check } from '../../src/evals/check.ts'
import type { ResultOf } from '../../src/evals/graders/grade.ts'
import { sharedRun, tokenF1 } from '../../src/evals/words.ts'

const law = 'This Agreement is governed by the laws of the State of Delaware.'

test('a finding counts where its quote shares half of the shorter span', () => {
  const met: Check = { kind: 'finding', title: 'Choice of law', quote: 'laws of the State of Delaware' }
  const missed: Check = { kind: 'finding', title: 'Cap', quote: 'liability shall not exceed fees paid' }
  const findings = gradesOf([met, missed])['findings']
  expect(findings).toMatchObject({ score: 0.5 })
  expect(findings?.faults).toEqual(['Missed: Cap (“liability shall not exceed fees paid”).'])
})

test('findings with one title are alternatives, and a clause that several questions found has all their titles', () => {
  const other: Check = { kind: 'finding', title: 'Law', quote: 'courts of Paris have jurisdiction' }
  const met: Check = { kind: 'finding', title: 'law', quote: 'the laws of the State of Delaware' }
  expect(gradesOf([other, met])['findings']).toMatchObject({ score: 1 })
  const found = result(law)
  found.findings = [{ title: 'Term · Renewal', explanation: '', recommendation: null, quote: law }]
  const checks: Check[] = [{ kind: 'no-finding', title: 'Renewal' }]
  expect(gradeCase({ idealOutput: null, checks }, found).grades.at(-1)).toMatchObject({ score: 0 })
})

test('a forbidden finding is known by its title, whatever its case', () => {
  expect(gradesOf([{ kind: 'no-finding', title: 'GOVERNING LAW' }])['forbidden']?.score).toBe(0)
  expect(gradesOf([{ kind: 'no-finding', title: 'Non-competition' }])['forbidden']?.score).toBe(1)
})

test('text checks read the whole result', () => {
  const checks: Check[] = [
    { kind: 'contains', text: 'state of  delaware' },
    { kind: 'lacks', text: 'New York' },
    { kind: 'matches', pattern: '/DELAWARE/i' },
    { kind: 'contains', text: 'thirty days' },
  ]
  expect(gradesOf(checks)['text']).toMatchObject({ score: 0.75, faults: ['Does not contain “thirty days”.'] })
})

test('a pattern that backtracks without end is stopped', () => {
  const grade = gradesOf([{ kind: 'matches', pattern: '/(a+)+$/' }], 'a'.repeat(60) + '!')['text']
  expect(grade?.faults[0]).toMatch(/takes too long/u)
})

test('the score is the weighted mean of the graders that apply', () => {
  expect(gradeCase({ idealOutput: null, checks: [] }, result(law)).score).toBe(1)
  const forbidden: Check[] = [{ kind: 'no-finding', title: 'Governing law' }]
  expect(gradeCase({ idealOutput: null, checks: forbidden }, result(law)).score).toBe(0.5)
})

test('words are compared without case and punctuation', () => {
  expect(sharedRun('“Laws of Delaware”', 'the laws, of DELAWARE apply')).toBe(1)
  expect(tokenF1('a b c d', 'a b')).toBeCloseTo(2 / 3)
  expect(sharedRun('', 'a')).toBe(0)
})

function gradesOf(checks: Check[], explanation = law) {
  const { grades } = gradeCase({ idealOutput: null, checks }, result(explanation))
  return Object.fromEntries(grades.map((grade) => [grade.grader, grade]))
}

function result(explanation: string): ResultOf {
  return {
    state: 'done',
    summaries: [],
    subtasks: [part()],
    quotes: { checked: 1, verified: 1, repaired: 0, unverified: 0 },
    findings: [{ title: 'Governing law', explanation, recommendation: null, quote: law }],
  }
}

function part(): ResultOf['subtasks'][number] {
  const named = { name: 'key-terms', title: 'Key terms', kind: 'part' as const, variation: 1 }
  return { ...named, section: null, state: 'done', answer: null, findings: 1, error: null }
}
