import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PromptLogView } from '../../src/db/llm-tables.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand, type CommandResult } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>
let llm: FakeLlm
let calls: PromptLogView[]

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  llm = await startFakeLlm()
  llm.reply(({ body }) => {
    const isRisks = JSON.stringify(body['messages']).includes('Task: the risks')
    return isRisks ? { status: 400, errorText: 'sk-ant-not-for-logs' } : {}
  })
  await paralegal('analyze', contract)
  calls = JSON.parse((await paralegal('log', '--limit', '50', '--json')).stdout) as PromptLogView[]
})

afterAll(async () => {
  await llm[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function paralegal(...args: string[]): Promise<CommandResult> {
  return runCommand({ home: home.folder, databaseUrl: database.url, env: llm.env }, ...args)
}

function callOf(subtask: string): PromptLogView {
  const call = calls.find((each) => each.subtask === subtask)
  if (!call) throw new Error(`no call of ${subtask}`)
  return call
}

describe('log', () => {
  test('lists calls, a line for each, the latest first', async () => {
    const { stdout } = await paralegal('log', '--limit', '3')
    const lines = stdout.split('\n').filter((line) => /^[0-9a-f]{8} /.test(line))
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(
      / complete +100\+0\+20 .*analyze-contract\/summary\.txt v\d+ +anthropic\/claude-sonnet-5-5$/,
    )
  })

  test.each([
    [['--failed'], ['risk-areas']],
    [['--template', 'deadlines'], ['deadlines']],
    [['--model', 'anthropic/claude-sonnet-5-5', '--template', 'key-terms'], ['key-terms']],
    [['--model', 'claude-opus-5-5'], []],
    [['--until', '2020-01-01'], []],
    [['--since', '2020-01-01', '--template', 'summary'], ['combine']],
    [['--min-cost', '5'], []],
    [['--user', 'nobody'], []],
    [['--prompt-version', '1'], []],
    [['--analysis', 'analyze-contract', '--failed'], ['risk-areas']],
  ])('%s finds what is meant', async (filters, subtasks) => {
    const { stdout } = await paralegal('log', ...filters, '--json')
    expect((JSON.parse(stdout) as PromptLogView[]).map(({ subtask }) => subtask)).toEqual(subtasks)
  })

  test.each([
    [['--since', 'yesterday'], '--since takes a day or a time'],
    [['--min-cost', 'much'], '--min-cost takes a number, not “much”.'],
    [['show', 'ffff'], 'No call begins with ffff.'],
  ])('%s is refused in words', async (args, words) => {
    const { code, stderr } = await paralegal('log', ...args)
    expect(code).toBe(1)
    expect(stderr).toContain(words)
  })

  test('of a task shows every prompt and answer; its JSON keeps the fields that scripts know', async () => {
    const { stdout } = await paralegal('log', callOf('deadlines').task_id.slice(0, 8))
    expect(stdout.match(/######## /g)).toHaveLength(6)
    expect(stdout).toContain('--- document ---\nagency.pdf')
    const json = await paralegal('log', callOf('deadlines').task_id, '--json')
    expect((JSON.parse(json.stdout) as { model: string }[])[0]?.model).toBe('claude-sonnet-5-5')
  })
})

test('log show tells all that is known of a call', async () => {
  const { stdout } = await paralegal('log', 'show', callOf('deadlines').id.slice(0, 8))
  for (const known of [
    /call +[0-9a-f-]{36}/,
    /task +[0-9a-f-]{36}, analyze-contract of agency\.pdf/,
    /subtask +[0-9a-f-]{36}, deadlines, variation 1/,
    /model +anthropic\/claude-sonnet-5-5/,
    /parameters +\{"max_tokens":8000\}/,
    /tokens +100 in, 0 from the cache, 50 to the cache, 20 out/,
    /cost +\$0\.0005/,
    /time .* waited \d+ ms, took \d+ ms, \d+ ms to the first word/,
    /finish +complete, req_fake/,
    /commit +[0-9a-f]{40}/,
    /--- system ---/,
    /--- prompt ---/,
    /"answer": "Nothing to say\."/,
  ])
    expect(stdout).toMatch(known)
  const failed = await paralegal('log', 'show', callOf('risk-areas').id)
  expect(failed.stdout).toContain('model_rejected_request')
  expect(failed.stdout).toContain('scripted 400 <secret>')
})

test('a document that many calls read is kept once', async () => {
  const rows = await database.db
    .selectFrom('prompt_part')
    .select('text')
    .where('text', 'like', 'agency.pdf%')
    .execute()
  expect(rows).toHaveLength(1)
})

test('log diff shows what differs and not what is the same', async () => {
  const { stdout } = await paralegal('log', 'diff', callOf('deadlines').id, callOf('key-terms').id)
  expect(stdout).toMatch(
    /prompt +- analyze-contract\/deadlines\.txt v\d+ .*\n +\+ analyze-contract\/key-terms\.txt v\d+ /,
  )
  expect(stdout).toMatch(/\n-Task: [^\n]*\n\+Task: the key terms of the contract/)
  expect(stdout).toContain('--- answer ---\nthe same')
  expect(stdout).not.toContain('You review business documents')
})

describe('log replay', () => {
  test('sends the same bytes again, as a new call that changes no result', async () => {
    const original = callOf('deadlines')
    const before = llm.requests.length
    const { code, stdout } = await paralegal('log', 'replay', original.id.slice(0, 8))
    expect(code).toBe(0)
    expect(stdout).toContain('--- prompt ---\nthe same')
    const [again] = llm.requests.slice(before)
    const first = llm.requests.find(({ body }) => textsOf(body).at(-1)?.startsWith('Task: every date'))
    expect(textsOf(again?.body)).toEqual(textsOf(first?.body))
    const replays = await database.db
      .selectFrom('prompt_log')
      .selectAll()
      .where('purpose', '=', 'replay')
      .execute()
    expect(replays).toMatchObject([{ subtask_id: original.subtask_id, attempt: 2, state: 'done' }])
    const status = await paralegal('status', original.task_id, '--json')
    expect(JSON.parse(status.stdout)).toMatchObject({ receipt: { calls: 6 } })
  })

  test('asks another model', async () => {
    const { code, stdout } = await paralegal(
      'log',
      'replay',
      callOf('deadlines').id,
      '--model',
      'anthropic/claude-opus-5-5',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/model +- anthropic\/claude-sonnet-5-5\n +\+ anthropic\/claude-opus-5-5/)
  })

  test('that fails says why', async () => {
    const { code, stdout } = await paralegal('log', 'replay', callOf('risk-areas').id)
    expect(code).toBe(1)
    expect(stdout).toContain('--- prompt ---\nthe same')
  })

  test.each([
    ['openai/gpt-6.1-terra', 'needs OPENAI_API_KEY'],
    [
      'offline/offline-extractive',
      'This prompt cannot be sent again. The offline model is asked by questions',
    ],
  ])('to %s says what is in the way', async (model, words) => {
    const { code, stderr } = await paralegal('log', 'replay', callOf('deadlines').id, '--model', model)
    expect(code).toBe(1)
    expect(stderr).toContain(words)
  })
})

test('log export writes a JSON line per call, with prompt and answer', async () => {
  const file = join(home.folder, 'calls.jsonl')
  const { stderr } = await paralegal('log', 'export', '--out', file, '--template', 'key-terms')
  expect(stderr).toContain('1 call in ')
  const [line = ''] = (await readFile(file, 'utf8')).trim().split('\n')
  const call = JSON.parse(line) as PromptLogView
  expect(call).toMatchObject({ subtask: 'key-terms', finish_reason: 'complete', parsed: { findings: [] } })
  expect(call.prompt).toContain('--- document ---')
  const all = await paralegal('log', 'export')
  const lines = all.stdout.trim().split('\n')
  expect(new Set(lines.map((each) => (JSON.parse(each) as PromptLogView).id)).size).toBe(lines.length)
  expect(lines.length).toBeGreaterThanOrEqual(6)
})

function textsOf(body: Record<string, unknown> | undefined): string[] {
  const [message] = (body?.['messages'] ?? []) as {
    content: { text?: string; source?: { data: string } }[]
  }[]
  return (message?.content ?? []).map(({ text, source }) => text ?? source?.data ?? '')
}
