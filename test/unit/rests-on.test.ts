import { expect, test } from 'vitest'
import { restsOnLine } from '../../src/tasks/rests-on.ts'
import type { VariationView } from '../../src/tasks/variation-views.ts'
import { finding, view } from '../support/task-views.ts'

function many(count: number, ...variations: number[]) {
  return Array.from({ length: count }, () => finding({ variations }))
}

function variationList(...states: VariationView['state'][]): VariationView[] {
  return states.map((state, index) => ({
    number: index + 1,
    variant: 'plain',
    model: 'anthropic/secret-model',
    effort: null,
    state,
    failure: null,
  }))
}

function disputed(by: string | null) {
  const severities = { high: 1, low: 1 }
  return finding({
    variations: [1, 2],
    contradiction: { severities, sides: [], decided: by === null ? null : { severity: 'low', by } },
  })
}

const three = { variations: 3, variationList: variationList('passed', 'passed', 'passed') }

test('it says how many findings are in how many answers', () => {
  const findings = [...many(9, 1, 2, 3), ...many(4, 1, 3), ...many(2, 2)]
  expect(restsOnLine(view({ ...three, findings }))).toBe(
    'Rests on 3 answers: 9 findings are in all of them, 4 in two, 2 in one.',
  )
  expect(restsOnLine(view({ ...three, findings: many(1, 2) }))).toBe(
    'Rests on 3 answers: 1 finding is in one.',
  )
  expect(restsOnLine(view({ ...three, findings: [] }))).toBe('Rests on 3 answers.')
  const two = { variations: 2, variationList: variationList('open', 'open') }
  expect(restsOnLine(view({ ...two, findings: [...many(2, 1, 2), ...many(1, 1)] }))).toBe(
    'Rests on 2 answers: 2 findings are in both, 1 in one.',
  )
})

test('it says which disagreements there are and who settled them', () => {
  const line = (...by: (string | null)[]) =>
    restsOnLine(view({ ...three, findings: by.map(disputed) })).split('; ')[1]
  expect(line(null)).toBe('1 disagreement, not settled yet.')
  expect(line('ada')).toBe('1 disagreement, settled by @ada.')
  expect(line('ada', null, 'ada')).toBe('3 disagreements, 2 settled by @ada.')
  expect(line('ada', 'ben', 'eve')).toBe('3 disagreements, settled by @ada, @ben and @eve.')
})

test('answers that did not pass their checks do not count', () => {
  const findings = [...many(1, 1, 2), ...many(3, 1)]
  const one = variationList('passed', 'passed', 'failed')
  expect(restsOnLine(view({ ...three, variationList: one, findings }))).toBe(
    'Rests on 2 of 3 answers (one did not pass its checks): 1 finding is in both, 3 in one.',
  )
  const two = variationList('failed', 'passed', 'failed')
  expect(restsOnLine(view({ ...three, variationList: two, findings: many(3, 2) }))).toBe(
    'Rests on 1 of 3 answers (two did not pass their checks).',
  )
})

test('it names no model, and nothing is said of one answer', () => {
  expect(restsOnLine(view({ ...three, findings: many(2, 1) }))).not.toContain('secret-model')
  expect(restsOnLine(view({ findings: many(2, 1) }))).toBe('')
})
