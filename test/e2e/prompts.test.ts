import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test } from 'vitest'
import { openLibrary } from '../../src/prompts/live-library.ts'
import { makeHome, runCommand, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { openTestEngine, parts, writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

test('an analysis made on the command line is used from Slack without a restart', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await writePrompts(home.folder, parts('law'))
  const of = { home: home.folder, databaseUrl: database.url }
  await using program = await startProgram(of)
  const made = await runCommand(of, 'prompts', 'new', 'review-lease', '--title', 'Lease review')
  expect(made.code).toBe(0)
  const ada = new SlackUser(program.url)
  await until(async () =>
    (await ada.state()).commands.some(({ command }) => command === '/review-lease') ? true : undefined,
  )
  const form = await ada.command('/review-lease')
  expect(form.view).toMatchObject({ title: { text: 'Lease review' } })
})

test('a task goes on with the text it was started with, and the next one has the new text', async () => {
  await using scene = await openTestEngine(parts('law'))
  const before = scene.engine.library.get('test').hash
  const first = await scene.start()
  const file = join(scene.engine.library.folder, 'test', 'part.txt')
  await writeFile(file, `${await readFile(file, 'utf8')}\nBe brief.\n`)
  await until(async () => (scene.engine.library.get('test').hash === before ? undefined : true))
  const second = await scene.start()
  await scene.work()
  expect((await scene.ended(first)).receipt.promptHash).toBe(before)
  expect((await scene.ended(second)).receipt.promptHash).toBe(scene.engine.library.get('test').hash)
  const asked = async (taskId: string) =>
    scene.engine.db
      .selectFrom('prompt_log')
      .select(['prompt', 'prompt_hash'])
      .where('task_id', '=', taskId)
      .executeTakeFirstOrThrow()
  expect(await asked(first)).toMatchObject({
    prompt: expect.not.stringContaining('Be brief.'),
    prompt_hash: before,
  })
  expect((await asked(second)).prompt).toContain('Be brief.')
})

test('a change that is not valid is logged with its fix and leaves the last good one in place', async () => {
  await using home = await makeHome()
  await writePrompts(home.folder, parts('law'))
  const folder = join(home.folder, 'prompts')
  const file = join(folder, 'test', 'part.txt')
  const good = await readFile(file, 'utf8')
  const said: string[] = []
  using library = await openLibrary(folder, pino({}, { write: (line: string) => void said.push(line) }))
  const before = library.get('test').hash
  await writeFile(file, `${good}{{ nobody }}`)
  const mistake = await until(async () => said.find((line) => line.includes('not valid')))
  expect(mistake).toContain('test/part.txt, line')
  expect(mistake).toContain('“nobody” is not a variable')
  expect(library.get('test').hash).toBe(before)
  await writeFile(file, `${good}Be brief.`)
  await until(async () => (library.get('test').hash === before ? undefined : true))
  expect(said.filter((line) => line.includes('not valid'))).toHaveLength(1)
})
