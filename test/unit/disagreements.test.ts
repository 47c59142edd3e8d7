import { expect, test } from 'vitest'
import { decideAction, disagreementBlocks } from '../../src/slack/blocks/disagreements.ts'
import { detailsPages } from '../../src/slack/blocks/details.ts'
import { plainText } from '../../src/slack/blocks/plain.ts'
import { endButtons } from '../../src/slack/blocks/result-buttons.ts'
import { resultBlocks } from '../../src/slack/blocks/result.ts'
import { reportOf } from '../../src/slack/report.ts'
import type { CombinedFinding } from '../../src/tasks/combine-findings.ts'
import { finding, view } from '../support/task-views.ts'

const sides = [
  { severity: 'high' as const, answers: 2, explanation: 'The cap is one fee.\nToo low.' },
  { severity: 'low' as const, answers: 1, explanation: 'A usual cap.' },
]

function disputed(decided: 'high' | 'low' | null, of: Partial<CombinedFinding> = {}): CombinedFinding {
  const contradiction = {
    severities: { high: 2, low: 1 },
    sides,
    decided: decided && { severity: decided, by: 'U0ADA' },
  }
  const others = [
    { variations: [3], severity: 'low' as const, explanation: 'A usual cap.', recommendation: 'Accept.' },
  ]
  return finding({
    id: 'f1',
    variations: [1, 2, 3],
    severity: decided ?? 'high',
    contradiction,
    others,
    ...of,
  })
}

test('an open contradiction is asked, with what each side says and a button for each severity', () => {
  const result = view({ id: 't', variations: 3, findings: [disputed(null), finding({ variations: [1] })] })
  const blocks = disagreementBlocks(result)
  const text = plainText(blocks, 4000)
  expect(text).toContain('The answers disagree (1)')
  expect(text).toContain('the words')
  expect(text).toContain('High risk (2 answers): The cap is one fee. Too low.')
  expect(text).toContain('Low risk (1 answer): A usual cap.')
  expect(blocks.at(-1)).toMatchObject({
    type: 'actions',
    elements: [
      { type: 'button', text: { text: 'High risk' }, value: 't:f1:high', action_id: `${decideAction}:high` },
      { type: 'button', text: { text: 'Low risk' }, value: 't:f1:low', action_id: `${decideAction}:low` },
    ],
  })
  // After the findings.
  const all = plainText(resultBlocks(result), 9000)
  expect(all.indexOf('The answers disagree (1)')).toBeGreaterThan(all.indexOf('Do: Ask.'))
  expect(all).toContain('Cap · in 3 of 3 answers · they disagree')
})

test('a settled one says who decided what, and can be changed in a menu', () => {
  const blocks = disagreementBlocks(view({ findings: [disputed('low')] }))
  expect(plainText(blocks, 4000)).toContain('Cap: Low risk, as')
  expect(JSON.stringify(blocks)).toContain('{"type":"user","user_id":"U0ADA"}')
  expect(blocks.at(-1)).toMatchObject({
    elements: [
      {
        type: 'static_select',
        placeholder: { text: 'Change' },
        options: [{ text: { text: 'High risk' } }, { text: { text: 'Low risk' } }],
      },
    ],
  })
  expect(JSON.stringify(blocks)).not.toContain('"button"')
})

test('of many a few are asked at a time', () => {
  const findings = [
    ...Array.from({ length: 8 }, () => disputed(null)),
    ...Array.from({ length: 9 }, () => disputed('high')),
  ]
  const blocks = disagreementBlocks(view({ findings }))
  expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(9)
  const text = plainText(blocks, 9000)
  expect(text).toContain('And 5 more, when these are settled.')
  expect(text).toContain('And 3 more, settled, in the report.')
  expect(disagreementBlocks(view({ findings: [finding()] }))).toEqual([])
})

test('what other answers say stands in the details and the report, not in the thread', () => {
  const result = view({ variations: 3, findings: [disputed('high')] })
  expect(plainText(resultBlocks(result), 9000)).not.toContain('Other answers say')
  expect(JSON.stringify(endButtons(result))).toContain('Show in full')
  expect(plainText(detailsPages(result).pages.flat(), 9000)).toMatch(
    /Other answers say:\s+Low risk. A usual cap. Do: Accept\./,
  )
  const { text } = reportOf(result)
  expect(text).toContain('Rests on 3 answers: 1 finding is in all of them; 1 disagreement, settled by')
  expect(text).toContain('The answers disagree: 2 say high risk, 1 says low risk.')
  expect(text).toMatch(/Other answers say:\n\n- Low risk/)
})
