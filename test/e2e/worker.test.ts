import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const worker = ['src/cli.ts', 'worker']

test('a worker takes over what a killed bot left within 15 seconds and posts it; SIGTERM lets it finish first', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({
    port: 0,
    folder: home.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  })
  const env = {
    ...socketEnv(workspace),
    ...llm.env,
  }
  const of = { home: home.folder, databaseUrl: database.url, env }
  llm.reply({ delayMs: 60_000 })
  const bot = await startProgram(of)
  const ada = new SlackUser(workspace.url)
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await until(() => llm.requests.length === 5, { what: 'five calls of the bot' })

  await using helper = await startProgram({ ...of, run: worker })
  await bot.kill('SIGKILL')
  const killedAt = Date.now()
  llm.reply({ delayMs: 2000 })
  await until(() => llm.requests.length > 5, { what: 'the take-over' })
  expect(Date.now() - killedAt).toBeLessThan(15_000)
  await until(() => llm.requests.length === 10, { what: 'all five calls of the worker' })
  // Told to stop in the middle of its calls: it finishes them, and nothing is asked again.
  await helper.kill('SIGTERM')
  await using last = await startProgram({ ...of, run: worker })
  expect(last.output()).toContain('posts to Slack')
  await ada.sees(dropped, 'quotes checked', 30_000)
  await ada.sees(dropped, /"title":"[^"]*: done"/)
  // And one for the summary.
  expect(llm.requests).toHaveLength(11)
  expect(
    (await ada.thread(dropped)).filter((message) => shown(message).includes('quotes checked')),
  ).toHaveLength(1)
}, 120_000)
