import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDataSet } from '../../src/evals/data-set.ts'
import { Scorecard } from '../../src/evals/scorecard.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { projectFolder } from '../support/program.ts'

const prompts = join(projectFolder, 'prompts')

test.each([
  ['analyze-contract', 20],
  ['review-patent', 8],
  ['legal-analysis', 8],
])('the data set of %s is in order, and its quotes stand in its documents', async (name, least) => {
  const analysis = (await loadLibrary(prompts)).get(name)
  const { cases, warnings } = await readDataSet(join(prompts, name, 'cases.csv'), analysis)
  expect(warnings).toEqual([])
  expect(cases.length).toBeGreaterThanOrEqual(least)
  const strange: string[] = []
  for (const { id, checks, document } of cases) {
    const path = document && 'path' in document ? document.path : ''
    const text = (await readFile(path, 'utf8')).replace(/\s+/g, ' ')
    const quotes = checks.flatMap((check) => (check.kind === 'finding' ? [check.quote ?? ''] : []))
    strange.push(...quotes.filter((quote) => !text.includes(quote)).map((quote) => `${id}: ${quote}`))
  }
  expect(strange).toEqual([])
  expect(Math.min(...cases.map(({ checks }) => checks.length))).toBeGreaterThanOrEqual(8)
  const card = Scorecard.parse(JSON.parse(await readFile(join(prompts, name, 'baseline.json'), 'utf8')))
  expect(card.cases.map(({ id }) => id).toSorted()).toEqual(cases.map(({ id }) => id).toSorted())
  expect(card.entries[0]?.hash).toBe(analysis.hash)
})
