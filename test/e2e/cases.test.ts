import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDataSet } from '../../src/evals/data-set.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { makeHome, projectFolder, runCommand, type CommandResult } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  await cp(join(projectFolder, 'prompts'), join(home.folder, 'prompts'), { recursive: true })
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function paralegal(...args: string[]): Promise<CommandResult> {
  return runCommand({ home: home.folder, databaseUrl: database.url }, ...args)
}

test('a finished task becomes an example with its document, its quotes and the calls it came from, once', async () => {
  const document = join(home.folder, 'short lease.txt')
  await writeFile(document, 'This lease shall be governed by the laws of France. The term is five (5) years.')
  const run = await paralegal('analyze', document, '--set', 'parties=Us and them', '--json')
  const { task } = JSON.parse(run.stdout) as { task: string }
  const file = join(home.folder, 'own.csv')
  const added = await paralegal('cases', 'add', task, '--data', file, '--tags', 'must')
  expect(added.stdout).toContain(`is in ${file}, its document in`)
  expect((await paralegal('cases', 'add', task, '--data', file)).stdout).toContain('already')

  const analysis = (await loadLibrary(join(home.folder, 'prompts'))).get('analyze-contract')
  const { cases } = await readDataSet(file, analysis)
  expect(cases).toHaveLength(1)
  const [only] = cases
  expect(only).toMatchObject({ variables: { parties: 'Us and them' }, tags: ['must'] })
  expect(only?.idealOutput).not.toBe('')
  expect(only?.checks).toContainEqual({
    kind: 'finding',
    title: 'Governing law',
    quote: 'This lease shall be governed by the laws of France.',
  })
  const path = only?.document && 'path' in only.document ? only.document.path : ''
  expect(await readFile(path, 'utf8')).toContain('laws of France')
  const calls = await database.db.selectFrom('generation').select('id').execute()
  expect(only?.notes['__source_call_id']?.split(' ').toSorted()).toEqual(calls.map(({ id }) => id).toSorted())
})

test('mistakes in a data set are named by line and column, and it is not taken', async () => {
  const file = join(home.folder, 'bad.csv')
  await writeFile(file, 'contract_content,score\ntext,7\n')
  const checked = await paralegal('cases', 'check', 'analyze-contract', '--data', file)
  expect(checked).toMatchObject({ code: 1 })
  expect(checked.stderr).toContain('line 2, score: must be a whole number from 1 to 5')
})

test('a data set goes to the Console’s shape and back, and never over a file that is there', async () => {
  const out = join(home.folder, 'console.csv')
  const source = join(home.folder, 'prompts/analyze-contract/cases.csv')
  const exported = await paralegal('cases', 'export', 'analyze-contract', '--out', out)
  expect(exported.stdout).toContain('not verified')
  const again = await paralegal('cases', 'export', 'analyze-contract', '--out', out)
  expect(again).toMatchObject({ code: 1 })
  expect(again.stderr).toContain('is there already')
  const back = join(home.folder, 'back.csv')
  const imported = await paralegal('cases', 'import', 'analyze-contract', out, '--out', back)
  expect(imported.stdout).toContain('Unverified')
  const analysis = (await loadLibrary(join(home.folder, 'prompts'))).get('analyze-contract')
  const before = await readDataSet(source, analysis)
  const after = await readDataSet(back, analysis)
  expect(after.cases.map(({ variables }) => variables)).toEqual(
    before.cases.map(({ variables }) => variables),
  )
  expect(after.warnings.length).toBeGreaterThan(10)
})
