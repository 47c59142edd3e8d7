import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseTable } from '../../src/evals/csv-table.ts'
import { Scorecard } from '../../src/evals/scorecard.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand, startProgram, type CommandResult } from '../support/program.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>
let prompts: string

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  prompts = join(home.folder, 'prompts')
})
beforeEach(() => cp(join(projectFolder, 'prompts'), prompts, { recursive: true }))
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function evaluate(...args: string[]): Promise<CommandResult> {
  return runCommand({ home: home.folder, databaseUrl: database.url }, 'eval', ...args)
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(prompts, file)
  const text = await readFile(path, 'utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  await writeFile(path, changed)
}

const baseline = () => join(prompts, 'analyze-contract/baseline.json')
const quick = ['analyze-contract', '--tags', 'quick'] as const

test('the shipped prompts are as good as their baseline, and what they did can be read', async () => {
  const out = join(home.folder, 'out')
  const run = await evaluate(...quick, '--gate', baseline(), '--out', out, '--json')
  expect(run.stderr).toContain('The gate lets it pass')
  expect(run.code).toBe(0)
  const card = Scorecard.parse(JSON.parse(run.stdout))
  expect(card.cases).toHaveLength(5)
  const [entry] = card.entries
  expect(entry).toMatchObject({ model: 'offline/offline-extractive', failed: 0, cost_usd: 0 })
  expect(entry?.findings.is).toBeGreaterThan((entry?.findings.of ?? 0) * 0.7)
  expect(entry?.quotes.is).toBe(entry?.quotes.of)
  const table = parseTable(await readFile(join(out, 'results.csv'), 'utf8'), 'results.csv')
  expect(table.rows).toHaveLength(5)
  expect(await readFile(join(out, 'report.md'), 'utf8')).toContain('Missed: ')
  const kept = await database.db
    .selectFrom('eval_result')
    .selectAll()
    .where('run_id', '=', card.run)
    .execute()
  expect(kept.map(({ score }) => Math.round(score * 1e4))).toEqual(
    expect.arrayContaining(card.cases.map(({ scores }) => Math.round((scores[0] ?? 0) * 1e4))),
  )
}, 120_000)

test('a harmless edit passes the gate', async () => {
  await edit('analyze-contract/analysis.yml', (text) =>
    text.replace(/^version: (\d+)/m, (_, number: string) => `version: ${Number(number) + 1}`),
  )
  await edit('analyze-contract/key-terms.txt', (text) => text.replace('Report each', 'Please report each'))
  const run = await evaluate(...quick, '--gate', baseline())
  expect(run.stderr).toContain('The gate lets it pass')
  expect(run.code).toBe(0)
}, 120_000)

test.each([
  [
    'a template that no longer asks its questions',
    'analyze-contract/risk-areas.txt',
    (text: string) => text.replace('{% include "shared/questions.txt" %}', ''),
  ],
  [
    'a question made vague',
    'analyze-contract/analysis.yml',
    (text: string) =>
      text.replace(
        'title: Governing law\n        ask: Which law governs this agreement?',
        'title: Anything else\n        ask: What else is there?',
      ),
  ],
])(
  '%s is stopped by the gate, with reasons',
  async (_, file, change) => {
    await edit(file, change)
    const run = await evaluate(...quick, '--gate', baseline())
    expect(run.stderr).toMatch(/✗ The must case .* fell from [\d.]+ % to [\d.]+ %/)
    expect(run.stderr).toMatch(/✗ The mean fell by [\d.]+ points/)
    expect(run.stderr).toContain('does not let it pass')
    expect(run.code).toBe(1)
  },
  120_000,
)

test('two versions stand beside each other', async () => {
  await evaluate(...quick)
  const before = await database.db
    .selectFrom('prompt_version')
    .select('hash')
    .where('analysis', '=', 'analyze-contract')
    .orderBy('created_at')
    .executeTakeFirstOrThrow()
  await edit('analyze-contract/key-terms.txt', (text) => text.replace('Report each', 'Do report each'))
  const run = await evaluate(...quick, '--versions', `working,${before.hash.slice(0, 12)}`, '--json')
  const card = Scorecard.parse(JSON.parse(run.stdout))
  expect(new Set(card.entries.map(({ hash }) => hash)).size).toBe(2)
  expect(card.cases.every(({ scores }) => scores.length === 2)).toBe(true)
}, 120_000)

test('an evaluation that costs money wants to be agreed to; killed in the middle it goes on and asks nothing twice', async () => {
  await using llm = await startFakeLlm()
  const set = join(prompts, 'analyze-contract', 'few.csv')
  const rows = ['one', 'two', 'three'].map(
    (name) => `${name},The ${name} agreement ends in May.,no finding: Insurance`,
  )
  await mkdir(join(prompts, 'analyze-contract'), { recursive: true })
  await writeFile(set, ['__id,contract_content,__expect', ...rows, ''].join('\n'))
  const of = { home: home.folder, databaseUrl: database.url, env: llm.env }
  const args = ['eval', 'analyze-contract', '--data', set]
  const refused = await runCommand(of, ...args)
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toMatch(/3 cases, 18 calls at most, about \$.*Give --yes/s)
  expect(llm.requests).toEqual([])

  llm.reply(() => ({ delayMs: 300 }))
  const running = startProgram({
    ...of,
    run: ['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args, '--yes'],
  }).catch(() => null)
  await until(async () => (await answered()).length >= 4, { what: 'four answers', timeoutMs: 60_000 })
  await killEval(set)
  await running
  const before = await answered()
  expect(before.length).toBeLessThan(18)
  llm.reply({})
  const again = await runCommand(of, ...args, '--yes', '--json')
  expect(Scorecard.parse(JSON.parse(again.stdout)).entries[0]).toMatchObject({ failed: 0 })
  const after = await answered()
  expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
  // Every question was answered once: those of before the kill too.
  expect(new Set(after.map(({ subtask_id: id }) => id)).size).toBe(18)
  expect(after).toHaveLength(18)
  const asked = llm.requests.length
  expect((await runCommand(of, ...args, '--yes', '--json')).code).toBe(0)
  expect(llm.requests).toHaveLength(asked)
}, 180_000)

async function answered() {
  return database.db
    .selectFrom('generation')
    .select(['id', 'subtask_id'])
    .where('provider', '=', 'anthropic')
    .where('state', '=', 'done')
    .execute()
}

async function killEval(set: string): Promise<void> {
  await new Promise((resolve) => execFile('pkill', ['-KILL', '-f', set], resolve))
}

test('a judge is asked in both orders: what wins only by its place wins nothing', async () => {
  await using llm = await startFakeLlm()
  const set = join(prompts, 'analyze-contract', 'ideal.csv')
  await writeFile(set, '__id,contract_content,ideal_output\none,The lease ends in May.,It ends in May.\n')
  const of = { home: home.folder, databaseUrl: database.url, env: llm.env }
  const judged = async (word: (isAnswerFirst: boolean) => string) => {
    llm.reply(({ body }) => {
      const asked = JSON.stringify(body['messages'])
      if (!asked.includes('decide which of two answers')) return {}
      const answer = `${word(!/Answer 1\\n\\nIt ends/.test(asked))}, it is plainer.`
      return { answer: { answer, findings: [], not_found: [] } }
    })
    const run = await runCommand(
      of,
      'eval',
      'analyze-contract',
      '--data',
      set,
      '--yes',
      '--new',
      '--json',
      '--judge',
      'anthropic/claude-sonnet-5-5',
    )
    return Scorecard.parse(JSON.parse(run.stdout)).judge
  }
  expect(await judged(() => 'first')).toMatchObject({ better: 0, worse: 0, undecided: 1 })
  expect(await judged((isAnswerFirst) => (isAnswerFirst ? 'first' : 'second'))).toMatchObject({ better: 1 })
  expect(await judged((isAnswerFirst) => (isAnswerFirst ? 'Second' : 'First'))).toMatchObject({ worse: 1 })
  const refused = await evaluate(...quick, '--judge', 'offline/offline-extractive')
  expect(refused.stderr).toContain('cannot judge')
}, 180_000)

test('what people think of a result is kept once each, and stands in the next report', async () => {
  const first = await evaluate(...quick, '--json')
  const { run } = Scorecard.parse(JSON.parse(first.stdout))
  const result = await database.db
    .selectFrom('eval_result')
    .select('task_id')
    .where('run_id', '=', run)
    .executeTakeFirstOrThrow()
  for (const score of ['2', '4']) {
    const said = await evaluate('score', result.task_id, score, '--note', 'why not')
    expect(said.stdout).toContain(`: ${score}, `)
  }
  expect((await evaluate('score', result.task_id, '6')).stderr).toContain('from 1 (poor) to 5 (excellent)')
  const again = Scorecard.parse(JSON.parse((await evaluate(...quick, '--json')).stdout))
  expect(again.run).toBe(run)
  expect(again.entries[0]?.people).toBe(4)
}, 120_000)

test('the difference of two versions says what was measured of them', async () => {
  await evaluate(...quick)
  const { hash } = await database.db
    .selectFrom('prompt_version')
    .select('hash')
    .where('analysis', '=', 'analyze-contract')
    .where('number', '=', await shippedNumber())
    .orderBy('created_at')
    .executeTakeFirstOrThrow()
  await edit('analyze-contract/deadlines.txt', (text) =>
    text.replace('{% include "shared/questions.txt" %}', ''),
  )
  await evaluate(...quick)
  const diff = await runCommand(
    { home: home.folder, databaseUrl: database.url },
    'prompts',
    'diff',
    `analyze-contract@${hash.slice(0, 12)}`,
    'analyze-contract',
  )
  expect(diff.stdout).toContain('-{% include "shared/questions.txt" %}')
  expect(diff.stdout).toMatch(
    /offline\/offline-extractive: -\d+\.\d points \(95 % interval .*\) over 5 answers/,
  )
}, 120_000)

async function shippedNumber(): Promise<number> {
  const text = await readFile(join(projectFolder, 'prompts/analyze-contract/analysis.yml'), 'utf8')
  return Number(/^version: (\d+)/m.exec(text)?.[1])
}
