import { expect, test } from 'vitest'
import { makeHome, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { parts, writePrompts } from '../support/test-engine.ts'

test('an analysis in the home’s prompts has its command in the local workspace, and no other one has', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await writePrompts(home.folder, parts('law'))
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const ada = new SlackUser(program.url)
  const { commands } = await ada.state()
  expect(commands.map(({ command }) => command)).toEqual(['/test', '/paralegal'])
  const form = await ada.command('/test')
  expect(form.view).toMatchObject({ title: { text: 'Test analysis' } })
})
