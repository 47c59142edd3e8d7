import { expect, test } from 'vitest'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const combined = `combine: { title: Summary, template: combine.txt }\n${parts('law', 'term')}`
const quote = 'It is governed by the laws of England.'
const invented = 'words that stand nowhere in this agreement at all'

function promptOf(request: ReceivedRequest): string {
  return JSON.stringify(request.body['messages'])
}

function finding(quoted: string) {
  return {
    title: 'Law',
    severity: 'low' as const,
    explanation: 'Why.',
    recommendation: null,
    quote: quoted,
    page: null,
  }
}

test('an answer with a quote that is not in the document is made once more, and only what failed of it', async () => {
  await using app = await openTestEngine(combined)
  let laws = 0
  app.llm.reply((request) => {
    const isLaw = promptOf(request).includes('Task: law')
    const findings = isLaw ? [finding(++laws === 1 ? invented : quote)] : []
    return { answer: { answer: 'Said.', findings, not_found: [] } }
  })
  await app.work()
  const view = await app.ended(await app.start({ variations: 2 }))
  expect(view.variationList.map(({ state }) => state)).toEqual(['passed', 'passed'])
  expect(view.quotes).toMatchObject({ checked: 1, verified: 1 })
  // Two answers of two parts and a summary; then the part that failed and the summary that rests on it.
  expect(app.llm.requests).toHaveLength(8)
})

test('one that fails again is named with the reason, and its findings are left out', async () => {
  await using app = await openTestEngine(combined)
  let asked = 0
  app.llm.reply((request) => {
    const prompt = promptOf(request)
    if (!prompt.includes('Task: law')) return { answer: { answer: 'Said.', findings: [], not_found: [] } }
    // The first one to ask, and whoever asks once more.
    const number = ++asked
    const isBad = number === 1 || number > 3
    return { answer: { answer: 'Law.', findings: [finding(isBad ? invented : quote)], not_found: [] } }
  })
  await app.work()
  const view = await app.ended(await app.start({ variations: 3 }))
  const failed = view.variationList.filter(({ state }) => state === 'failed')
  expect(failed).toMatchObject([{ failure: 'In “law” a quote is not in the document.' }])
  expect(view.findings.map(({ variations }) => variations.length)).toEqual([2])
  expect(view.quotes.unverified).toBe(0)
  expect(view.chosen).not.toBe(failed[0]?.number)
})

test('where none stands the checks all are shown, with their faults', async () => {
  await using app = await openTestEngine(parts('law'))
  app.llm.reply(() => ({ answer: { answer: 'Law.', findings: [finding(invented)], not_found: [] } }))
  await app.work()
  const view = await app.ended(await app.start({ variations: 2 }))
  expect(view.state).toBe('done')
  expect(view.variationList.map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect(view.findings.length).toBeGreaterThan(0)
  expect(view.quotes.unverified).toBe(view.findings.length)
  expect(app.llm.requests).toHaveLength(4)
})

test('one answer alone is not made again: what is wrong with it is marked', async () => {
  await using app = await openTestEngine(parts('law'))
  app.llm.reply(() => ({ answer: { answer: 'Law.', findings: [finding(invented)], not_found: [] } }))
  await app.work()
  const view = await app.ended(await app.start())
  expect(view.quotes.unverified).toBe(1)
  expect(app.llm.requests).toHaveLength(1)
})
