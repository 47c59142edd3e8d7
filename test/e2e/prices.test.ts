import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand, type CommandResult } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>
let llm: FakeLlm

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  llm = await startFakeLlm()
})

afterAll(async () => {
  await llm[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function paralegal(...args: string[]): Promise<CommandResult> {
  return runCommand({ home: home.folder, databaseUrl: database.url, env: llm.env }, ...args)
}

test('prices lists what models cost today, with where it is from', async () => {
  const { code, stdout } = await paralegal('prices')
  expect(code).toBe(0)
  expect(stdout).toMatch(/anthropic\/claude-sonnet-5-5 +2 +2\.5 +0\.1 +10 +2026-10-01 +Anthropic/)
  expect(stdout).toMatch(/openai\/gpt-6\.1-terra +1, 2 over 272k +1\.25 +0\.05 +5, 7\.5 over 272k/)
})

test('a price can be set from a day on, and set again', async () => {
  await paralegal(
    'prices',
    'set',
    'openai/llama-own',
    '--input',
    '3',
    '--output',
    '4',
    '--from',
    '2026-01-01',
  )
  const set = await paralegal(
    'prices',
    'set',
    'openai/llama-own',
    '--input',
    '0',
    '--output',
    '0',
    '--from',
    '2026-01-01',
  )
  expect(set.stdout).toContain('From 2026-01-01 on, openai/llama-own costs $0 input and $0 output')
  const { stdout } = await paralegal('prices', '--json')
  const prices = JSON.parse(stdout) as { model: string }[]
  expect(prices.find(({ model }) => model === 'llama-own')).toEqual({
    provider: 'openai',
    model: 'llama-own',
    input: '0',
    cache_write: '0',
    cache_read: '0',
    output: '0',
    over_tokens: null,
    over_input: null,
    over_output: null,
    from: '2026-01-01',
    source: 'set by hand',
  })
})

test.each([
  [['llama', '--input', '1', '--output', '1'], '“llama” is not a model: write it as provider/model.'],
  [
    ['openai/llama', '--input', 'much', '--output', '1'],
    '--input takes a number that is not negative, not “much”.',
  ],
  [['openai/llama', '--input', '1', '--output', '1', '--from', 'May'], '“May” is not a day: write it as '],
  [['openai/llama', '--input', '1', '--output', '1', '--from', '2026-02-31'], '“2026-02-31” is not a day'],
  [['openai/llama', '--input', '1e9', '--output', '1'], '--input takes a number that is not negative'],
  [
    ['openai/llama', '--input', '1', '--output', '1', '--over-tokens', '5'],
    'go together: give all three or none.',
  ],
  [
    [
      'openai/llama',
      '--input',
      '1',
      '--output',
      '1',
      '--over-tokens',
      '1.5',
      '--over-input',
      '2',
      '--over-output',
      '2',
    ],
    '--over-tokens takes a whole number of tokens, not “1.5”.',
  ],
])('what is no price is refused in words: %s', async (args, words) => {
  const { code, stderr } = await paralegal('prices', 'set', ...args)
  expect(code).toBe(1)
  expect(stderr).toContain(words)
})

test('analyze --estimate says what it would cost and asks nothing', async () => {
  const contract = join(projectFolder, 'test/fixtures/agency.pdf')
  const { stdout } = await paralegal('analyze', contract, '--estimate')
  expect(stdout).toMatch(
    /^Contract analysis of agency\.pdf by anthropic\/claude-sonnet-5-5: 6 calls, [\d,]+ tokens in, 7,200 out\.\nIt would cost about \$0\.\d\d\.\n$/,
  )
  const json = await paralegal('analyze', contract, '--estimate', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({
    model: 'anthropic/claude-sonnet-5-5',
    calls: 6,
    output_tokens: 7200,
  })
  const folder = join(home.folder, 'matters')
  await mkdir(folder)
  for (const name of ['a.txt', 'b.txt'])
    await writeFile(join(folder, name), 'An agreement under English law.')
  await writeFile(join(folder, 'c.txt'), '')
  const all = await paralegal('analyze', folder, '--estimate')
  expect(all.code).toBe(1)
  expect(all.stderr).toContain('c.txt: ')
  expect(all.stdout).toMatch(/\n2 of 3 documents: It would cost about \$0\.\d\d\.\n$/)
  expect(llm.requests).toHaveLength(0)
})
