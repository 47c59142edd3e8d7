import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'
import { projectFolder } from '../support/program.ts'
import { shown } from '../support/slack-user.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')
const clause = 'This Agreement shall be governed by and construed in accordance with'

test('a contract that is longer than the model reads at once is read in sections, and the thread says so', async () => {
  await using scene = await openModelScene({}, { window: { reads: 9000 } })
  const { llm, ada } = scene
  llm.reply(({ body }) => {
    const text = JSON.stringify(body['messages'])
    const pages = [...text.matchAll(/\[Page (\d+)\]/g)].map((match) => Number(match[1]))
    const page = pages.find((number) => number > 1) ?? null
    const quote = /[A-Z][a-z ]{40,80}(?=[ .,;])/.exec(text.slice(text.indexOf('[Page ') + 12))?.[0] ?? clause
    const finding = { title: `From page ${pages[0]}`, severity: 'low' as const, explanation: 'It says so.' }
    return {
      answer: {
        answer: `Read from page ${pages[0]}.`,
        findings: [{ ...finding, recommendation: null, quote, page }],
        not_found: ['Insurance'],
      },
    }
  })
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  const result = await ada.sees(dropped, 'quotes checked')
  const text = shown(result)
  expect(text).toMatch(/The document was read in \d sections, as it is longer than the model reads at once\./)
  expect(text).toMatch(/prompt v\d+ \([0-9a-f]{8}\) · read in \d sections · \d+ calls/)
  expect(text).toContain('Insurance')
  await ada.sees(dropped, /Risk areas, pages \d+–20/)
  expect(llm.totals.byStatus).toEqual({ 200: llm.requests.length })
})
