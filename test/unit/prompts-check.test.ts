import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkPrompts } from '../../src/prompts/check-prompts.ts'
import { diffAnalyses } from '../../src/prompts/diff-analyses.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { writeNewAnalysis } from '../../src/prompts/new-analysis.ts'

const shipped = resolve(import.meta.dirname, '..', '..', 'prompts')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paralegal-check-'))
  await cp(shipped, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function change(file: string, edit: (text: string) => string): Promise<void> {
  await writeFile(join(folder, file), edit(await readFile(join(folder, file), 'utf8')))
}

const check = async (record = false) => checkPrompts(folder, { record })

test('the shipped prompts are in order and their versions are recorded', async () => {
  expect(await check()).toEqual({ problems: [], warnings: [], recorded: [] })
})

test('a text that changed under its number is a mistake of every analysis that reaches it', async () => {
  await change('shared/questions.txt', (text) => `${text}\nBe brief.\n`)
  const { problems } = await check()
  expect(problems.map(({ file }) => file)).toContain('analyze-contract/analysis.yml')
  expect(problems[0]?.problem).toContain('changed and version is still')
  expect(problems.every(({ line }) => line > 1)).toBe(true)
})

test('a new number is to be recorded, once', async () => {
  await change('review-patent/analysis.yml', (text) => text.replace(/^version: \d+/m, 'version: 99'))
  expect((await check()).problems).toMatchObject([{ file: 'review-patent/analysis.yml' }])
  expect(await check(true)).toMatchObject({ problems: [], recorded: ['review-patent 99'] })
  expect(await check()).toMatchObject({ problems: [], recorded: [] })
})

test('a variable with the name of a data set’s column, and one that nobody uses, are named by line', async () => {
  await writeNewAnalysis(folder, 'review-lease', null)
  await change('review-lease/analysis.yml', (text) => text.replace('- name: client', '- name: score'))
  for (const file of ['key-points.txt', 'risks.txt'])
    await change(`review-lease/${file}`, (text) => text.replaceAll('client', 'score'))
  const { problems } = await check(true)
  expect(problems).toMatchObject([
    { file: 'review-lease/analysis.yml', problem: expect.stringContaining('score') },
  ])
  for (const file of ['key-points.txt', 'risks.txt'])
    await change(`review-lease/${file}`, (text) => text.replaceAll('score', 'document'))
  expect((await check(true)).warnings).toMatchObject([{ problem: 'no template uses the variable “score”' }])
})

test('an unknown variable and a missing partial are mistakes with file and line', async () => {
  await change('review-patent/scope.txt', (text) => `${text}\n{{ colour }}\n`)
  await change('legal-analysis/issues.txt', (text) => `{% include "shared/gone.txt" %}\n${text}`)
  const { problems } = await check()
  expect(problems).toMatchObject([
    { file: 'shared/gone.txt', line: 1 },
    { file: 'review-patent/scope.txt', problem: expect.stringContaining('“colour” is not a variable') },
  ])
})

test('how much is read at once is a number of tokens from which something can be read', async () => {
  await change(
    'review-patent/analysis.yml',
    (text) => `section_tokens: 30000\n${text.replace(/^version: \d+/m, 'version: 99')}`,
  )
  expect((await check(true)).problems).toEqual([])
  expect((await loadLibrary(folder)).get('review-patent').section_tokens).toBe(30_000)
  for (const wrong of ['100', 'many', '30000.5']) {
    await change('review-patent/analysis.yml', (text) =>
      text.replace(/^section_tokens: .*$/m, `section_tokens: ${wrong}`),
    )
    expect((await check()).problems).toMatchObject([
      { file: 'review-patent/analysis.yml', line: 1, problem: expect.stringContaining('section_tokens') },
    ])
  }
})

test('a new analysis is valid; a bad or taken name is refused in words', async () => {
  await writeNewAnalysis(folder, 'review-lease', 'Lease review')
  expect((await loadLibrary(folder)).get('review-lease').command).toBe('/review-lease')
  for (const name of ['review-lease', 'Review', '../x', 'shared'])
    await expect(writeNewAnalysis(folder, name, null)).rejects.toMatchObject({ code: 'usage' })
})

test('a diff shows the texts that differ and what that means', async () => {
  const before = (await loadLibrary(folder)).get('review-patent')
  expect(diffAnalyses(before, before)).toContain('The same')
  await change('review-patent/scope.txt', (text) => text.replace('Read the claims first', 'Read all'))
  await change('review-patent/analysis.yml', (text) =>
    text.replace('title: Limiting features', 'title: Limits'),
  )
  const text = diffAnalyses(before, (await loadLibrary(folder)).get('review-patent'))
  expect(text).toContain('+Read all')
  expect(text).toContain('question removed: Scope of protection / Limiting features')
  expect(text).toContain('question added: Scope of protection / Limits')
  expect(text).not.toContain('novel-features.txt')
})
