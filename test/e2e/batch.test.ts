import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { parts, writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const fixtures = join(projectFolder, 'test/fixtures')

async function makeFolder(home: string, agreements: number): Promise<string> {
  const folder = join(home, 'matters')
  await mkdir(join(folder, 'old'), { recursive: true })
  for (let number = 1; number <= agreements; number++) {
    const text = `Agreement number ${number}. It is governed by the laws of England.`
    await writeFile(join(folder, number === 1 ? 'old/agreement-1.txt' : `agreement-${number}.txt`), text)
  }
  return folder
}

interface Line {
  file: string
  state: string
  error: { message: string } | null
}

async function readLines(out: string): Promise<Line[]> {
  const text = await readFile(join(out, 'results.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

test('a folder becomes a line per document and a row per finding; the second time nothing is done again', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const folder = await makeFolder(home.folder, 2)
  await cp(join(fixtures, 'agency.pdf'), join(folder, 'agency.pdf'))
  await writeFile(
    join(folder, 'broken.pdf'),
    (await readFile(join(fixtures, 'agency.pdf'))).subarray(0, 3000),
  )
  await writeFile(join(folder, 'formula.md'), '=SUM(A1) shall be governed by the laws of England.')
  await writeFile(join(folder, 'picture.png'), 'x')
  await writeFile(join(folder, '.hidden.txt'), 'x')
  const out = join(folder, 'results')
  const of = { home: home.folder, databaseUrl: database.url }
  const first = await runCommand(of, 'analyze', folder, '--out', out)
  expect(first.code).toBe(1)
  expect(first.stderr).toContain('Left alone, as their kind is not read: 1 (picture.png).')
  expect(first.stderr).toContain('4 of 5 documents done, 1 failed.')
  expect(first.stderr).toContain('broken.pdf: “broken.pdf” is damaged')
  const files = ['agency.pdf', 'agreement-2.txt', 'broken.pdf', 'formula.md', 'old/agreement-1.txt']
  expect((await readLines(out)).map(({ file, state }) => ({ file, state }))).toEqual(
    files.map((file) => ({ file, state: file === 'broken.pdf' ? 'failed' : 'done' })),
  )
  const rows = parse<Record<string, string>>(await readFile(join(out, 'results.csv')), {
    columns: true,
    bom: true,
  })
  expect(rows.find((row) => row['file'] === 'broken.pdf')).toMatchObject({ state: 'failed', title: '' })
  const law = rows.find((row) => row['file'] === 'formula.md' && row['title'] === 'Governing law')
  // A spreadsheet would run it without the apostrophe.
  expect(law?.['quote']).toMatch(/^'=SUM\(A1\)/)

  const generations = async () => (await database.db.selectFrom('generation').select('id').execute()).length
  const before = await generations()
  // A document that was changed is another one; the old one counts no more.
  await writeFile(join(folder, 'formula.md'), '=SUM(A2) shall be governed by the laws of France.')
  const changed = await runCommand(of, 'analyze', folder, '--out', out)
  expect(changed.stderr).toContain('4 of 5 documents done, 1 failed.')
  expect(await generations()).toBe(before + 6)
  const second = await runCommand(of, 'analyze', folder, '--out', out, '--retry', '--json')
  expect(second.code).toBe(1)
  expect(second.stdout.trimEnd().split('\n')).toHaveLength(5)
  expect(await generations()).toBe(before + 6)
}, 120_000)

test('Ctrl-C stops the calls and writes what is finished; the same command goes on, and no answer is asked for again', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await writePrompts(home.folder, parts('law', 'term'))
  const folder = await makeFolder(home.folder, 4)
  const isOfFirstTwo = (body: object) => /Agreement number [12]/.test(JSON.stringify(body))
  llm.reply(({ body }) => ({ delayMs: isOfFirstTwo(body) ? 10 : 60_000 }))
  const out = join(home.folder, 'results')
  const args = ['analyze', folder, '--analysis', 'test', '--out', out]
  const of = { home: home.folder, databaseUrl: database.url, env: llm.env }
  const stopped = await runUntil(of, args, async () => llm.finished() === 4 && llm.open() === 4)
  expect(stopped.code).toBe(130)
  expect(stopped.stderr).toContain('Run the same command again to go on')
  await until(() => llm.open() === 0, { timeoutMs: 3000, what: 'the end of the calls' })
  expect((await readLines(out)).map((line) => line.state).toSorted()).toEqual([
    'cancelled',
    'cancelled',
    'done',
    'done',
  ])

  llm.reply({})
  const again = await runCommand(of, ...args)
  expect(again.code).toBe(0)
  expect((await readLines(out)).map((line) => line.state)).toEqual(['done', 'done', 'done', 'done'])
  // Eight answers in all; the four calls that were given up were made again.
  expect(llm.finished()).toBe(8)
  expect(llm.requests).toHaveLength(12)
}, 120_000)

test('what failed is tried again only on demand, and a folder without documents is said to be one', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await writePrompts(home.folder, parts('law'))
  const folder = await makeFolder(home.folder, 1)
  const out = join(home.folder, 'results')
  const args = ['analyze', folder, '--analysis', 'test', '--out', out]
  const of = { home: home.folder, databaseUrl: database.url, env: llm.env }
  llm.reply({ status: 400 })
  expect((await runCommand(of, ...args)).code).toBe(1)
  llm.reply({})
  expect((await runCommand(of, ...args)).code).toBe(1)
  expect(llm.requests).toHaveLength(1)
  expect((await runCommand(of, ...args, '--retry')).code).toBe(0)
  const empty = await runCommand(
    of,
    'analyze',
    join(home.folder, 'prompts', 'test', '..', '..', '.paralegal'),
  )
  expect(empty).toMatchObject({ code: 1 })
  expect(empty.stderr).toContain('There is no document in')
}, 120_000)

async function runUntil(
  of: { home: string; databaseUrl: string; env: Record<string, string> },
  args: string[],
  condition: () => Promise<boolean>,
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], {
    cwd: projectFolder,
    env: {
      PATH: process.env['PATH'] ?? '',
      PARALEGAL_HOME: of.home,
      DATABASE_URL: of.databaseUrl,
      ...of.env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  await until(condition, { what: `the moment to stop; so far ${stderr}` })
  child.kill('SIGINT')
  await once(child, 'close')
  return { code: child.exitCode, stderr }
}
