import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLine, readChecks } from '../../src/evals/check.ts'
import { readDataSet } from '../../src/evals/data-set.ts'
import { loadLibrary, type Analysis } from '../../src/prompts/library.ts'
import { projectFolder } from '../support/program.ts'

let folder: string
let analysis: Analysis

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paralegal-cases-'))
  analysis = (await loadLibrary(join(projectFolder, 'prompts'))).get('analyze-contract')
  await mkdir(join(folder, 'set', 'cases'), { recursive: true })
  await writeFile(
    join(folder, 'set', 'cases', 'a b.txt'),
    'This agreement is governed by the laws of France.',
  )
  await writeFile(join(folder, 'secret.txt'), 'not yours')
  await symlink(join(folder, 'secret.txt'), join(folder, 'set', 'cases', 'link.txt'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(text: string) {
  const file = join(folder, 'set', 'cases.csv')
  await writeFile(file, text)
  return readDataSet(file, analysis)
}

test('a row has its variables, document, checks, tags and notes', async () => {
  const { cases, warnings } = await read(
    'contract_title,parties,contract_content,ideal_output,score,__tags,__expect,__model\n' +
      'Lease,"",file://cases/a%20b.txt,good,4,"must, quick","finding: Governing law | laws  of France\n\nno finding: Insurance\nmatches: /laws of \\w+/i",m\n',
  )
  expect(warnings).toEqual([])
  expect(cases).toEqual([
    {
      id: cases[0]?.id,
      line: 2,
      variables: { contract_title: 'Lease', parties: '' },
      document: { path: join(folder, 'set', 'cases', 'a b.txt') },
      idealOutput: 'good',
      modelOutput: null,
      score: 4,
      tags: ['must', 'quick'],
      checks: [
        { kind: 'finding', title: 'Governing law', quote: 'laws  of France' },
        { kind: 'no-finding', title: 'Insurance' },
        { kind: 'matches', pattern: '/laws of \\w+/i' },
      ],
      notes: { __model: 'm' },
    },
  ])
  expect(cases[0]?.id).toMatch(/^[0-9a-f]{12}$/)
})

test('every mistake is named by line and column, all at once', async () => {
  const rows = [
    'contract_title,contract_date,contract_content,score,colour,__id,__expect',
    '"a\nb",2026-13-01,text,4.5,,one,finding',
    'c,,file://../secret.txt,9,,two,finding: Unheard of',
    'd,,file://cases/link.txt,,,three,matches: /(/',
    'e,,file://cases/none.txt,,,one,',
    'f,,,,,,',
  ]
  const error = await read(rows.join('\n')).catch((problem: unknown) => problem)
  const { userMessage } = error as { userMessage: string }
  for (const words of [
    'line 1: the column “colour” is none of analyze-contract',
    'line 2, contract_date: must be a date',
    'line 2, score: must be a whole number from 1 to 5',
    'line 2, __expect: “finding” is none of',
    'line 4, score',
    'line 4, __expect: no question of the analysis has the title “Unheard of”',
    'line 4, contract_content: ../secret.txt lies outside',
    'line 5, contract_content: cases/link.txt lies outside',
    'line 5, __expect: “/(/” is no pattern',
    'line 6, contract_content: there is no file cases/none.txt',
    'line 6, __id: “one” is the case of line 2 already',
    'line 7, contract_content: a case needs its document',
  ])
    expect(userMessage).toContain(words)
})

test('a cell that a spreadsheet would cut is warned about, and one that is just short enough is not', async () => {
  const { warnings } = await read(
    `contract_title,contract_content\nlong,${'a'.repeat(32_768)}\nshort,${'b'.repeat(32_767)}\n`,
  )
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('line 2, contract_content: 32768 characters; a spreadsheet cuts')
})

test('a check is written as it is read', () => {
  const cell = 'finding: A | b c\nfinding: D\nno finding: E\ncontains: f\nlacks: g\nmatches: /h/i'
  const { checks, problems } = readChecks(cell)
  expect(problems).toEqual([])
  expect(checks.map(checkLine).join('\n')).toBe(cell)
})
