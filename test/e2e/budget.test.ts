import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api-client.ts'
import { note, on } from '../support/api-scene.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { openModelScene } from '../support/model-scene.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import { shown } from '../support/slack-user.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { parts, writePrompts } from '../support/test-engine.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

async function setCosts({ db }: TestDatabase, usd: number): Promise<void> {
  await db.updateTable('generation').set({ cost_usd: usd }).execute()
}

test('the thread says what it will cost, that the budget is nearly used up, and what is refused can be tried again', async () => {
  await using scene = await openModelScene({ PARALEGAL_BUDGET: 'user=1' })
  const { ada, database, llm } = scene
  const first = await ada.drop(contract)
  await ada.press(first, 'Contract analysis')
  await ada.sees(first, /"title":"[^"]*: done"/)
  expect((await ada.thread(first)).map(shown).join('')).toMatch(/\d pages · about \$0\.\d\d/)
  const calls = llm.requests.length

  // Six calls of the first analysis; what is left is too little for another one.
  await setCosts(database, 0.99 / calls)
  const second = await ada.drop({ name: 'second.pdf', bytes: await readFile(contract) })
  await ada.press(second, 'Contract analysis')
  await ada.sees(
    second,
    /The budget of \$1\.00 a day for one person has \$0\.01 left, and this analysis would cost/,
  )
  expect(llm.requests).toHaveLength(calls)

  await setCosts(database, 0.8 / calls)
  await ada.press(second, 'Try again')
  await ada.sees(second, 'quotes checked')
  await ada.sees(second, /"title":"[^"]*: done"/)
  const thread = (await ada.thread(second)).map(shown).join('')
  expect(thread).toMatch(
    /The budget of \$1\.00 a day for one person is used up to \d\d % with this analysis\./,
  )
  expect(thread).not.toContain('could not be done')
})

test('who tries a failed part again without the money for it is told so, and the result stays', async () => {
  await using scene = await openModelScene({ PARALEGAL_BUDGET: 'run=1' })
  const { ada, database, llm } = scene
  llm.reply(({ body }) =>
    JSON.stringify(body['messages']).includes('Task: the risks') ? { finish: 'refused' } : {},
  )
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'Not answered: Risk areas.')
  const calls = llm.requests.length
  await setCosts(database, 1)
  const told = await ada.told(() => ada.press(dropped, 'Try the failed part again'))
  expect(told).toContain('The budget of $1.00 for one analysis has $0.00 left')
  await ada.sees(dropped, 'Not answered: Risk areas.')
  expect(llm.requests).toHaveLength(calls)
})

test('the command line ends with 1 and the reason', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  const env = { ...llm.env, PARALEGAL_BUDGET: 'run=0.01' }
  const of = { home: home.folder, databaseUrl: database.url, env }
  const plain = await runCommand(of, 'analyze', contract)
  expect(plain.code).toBe(1)
  expect(plain.stdout).toContain('The budget of $0.01 for one analysis has $0.01 left')
  const json = await runCommand(of, 'analyze', contract, '--json')
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ state: 'failed', error: { code: 'budget_exceeded' } })
  expect(llm.requests).toHaveLength(0)
})

test('of a folder each document is within the budget or refused by itself', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await writePrompts(home.folder, parts('law', 'term'))
  const folder = join(home.folder, 'matters')
  await mkdir(folder)
  for (const name of ['a', 'b']) await writeFile(join(folder, `${name}.txt`), `Agreement ${name}.`)
  const out = join(home.folder, 'results')
  const run = async (budget: string, ...more: string[]) => {
    const of = { home: home.folder, databaseUrl: database.url, env: { ...llm.env, PARALEGAL_BUDGET: budget } }
    const result = await runCommand(of, 'analyze', folder, '--analysis', 'test', '--out', out, ...more)
    const lines = (await readFile(join(out, 'results.jsonl'), 'utf8')).trimEnd().split('\n')
    return { ...result, rows: lines.map((line) => JSON.parse(line) as { state: string; error: unknown }) }
  }
  llm.reply(({ body }) => (JSON.stringify(body).includes('Task: term') ? { finish: 'refused' } : {}))
  const first = await run('run=1')
  expect(first.rows).toMatchObject([
    { state: 'done', error: null },
    { state: 'done', error: null },
  ])
  const calls = llm.requests.length

  // Enough for the one question of one document.
  await setCosts(database, 0)
  llm.reply({ delayMs: 2000 })
  const second = await run('day=0.02', '--retry')
  expect(second.code).toBe(1)
  expect(second.rows).toMatchObject([
    { state: 'done', error: null },
    { state: 'done', error: { code: 'budget_exceeded' } },
  ])
  expect(second.stderr).toContain('b.txt: The budget of $0.02 a day for everybody has')
  expect(llm.requests).toHaveLength(calls + 1)
}, 120_000)

test('over HTTP a task is taken and then failed, with the code', async () => {
  await using scene = await openModelScene({ ...on, PARALEGAL_BUDGET: 'day=0.001' })
  const api = new ApiClient(scene.url)
  const { status, body } = await api.post(note)
  expect(status).toBe(202)
  expect(await api.ended(body['task'])).toMatchObject({
    state: 'failed',
    error: { code: 'budget_exceeded', message: expect.stringContaining('PARALEGAL_BUDGET') },
  })
  expect(scene.llm.requests).toHaveLength(0)
})
