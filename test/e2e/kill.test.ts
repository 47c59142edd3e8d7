import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

test('a task that a kill interrupts is finished after the restart, posted once, and no finished call is made again', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  // Two questions are answered at once, the others hang until the process is gone.
  let isKilled = false
  llm.reply(({ body }) => {
    const isQuick = /key terms|Task: every date/.test(JSON.stringify(body['messages']))
    return {
      delayMs: isQuick || isKilled ? 50 : 60_000,
      answer: { answer: 'Read.', findings: [], not_found: [] },
    }
  })
  const of = {
    home: home.folder,
    databaseUrl: database.url,
    env: llm.env,
  }
  const first = await startProgram(of)
  const ada = new SlackUser(first.url)
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await until(async () => (await subtasksDone()) === 2, { what: 'two finished subtasks' })
  await ada.sees(dropped, '2 of 5 parts ready')
  await first.kill('SIGKILL')
  isKilled = true

  await using second = await startProgram(of)
  const again = new SlackUser(second.url)
  await again.sees(dropped, 'prompt v', 60_000)
  await again.sees(dropped, /"title":"[^"]*: done"/)
  const results = (await again.thread(dropped)).filter((message) => shown(message).includes('quotes checked'))
  expect(results).toHaveLength(1)
  // Two before the kill, three and the summary after it.
  expect(llm.finished()).toBe(6)
  expect((await database.db.selectFrom('task').select('state').execute()).map((task) => task.state)).toEqual([
    'done',
  ])

  async function subtasksDone(): Promise<number> {
    const done = await database.db.selectFrom('subtask').select('id').where('state', '=', 'done').execute()
    return done.length
  }
}, 120_000)
