import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract =
  'This Agreement is between Zanzibar Quicksilver Ltd and Acme. It is governed by the laws of England.'
const keys = { ANTHROPIC_API_KEY: 'sk-ant-very-secret', PARALEGAL_OPERATOR_TOKEN: 'operator-secret-token' }

test('every line of a task that fails and is tried again says its task and its job, and no word of its content', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  let calls = 0
  llm.reply(() => (++calls % 2 === 0 ? { answer: 'Certainly! The Zanzibar deal is sour.' } : { status: 529 }))
  const env = { ...llm.env, ...keys, ANTHROPIC_BASE_URL: llm.url, LOG_LEVEL: 'debug' }
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const ada = new SlackUser(program.url)
  await writes(ada, 'Please look at the Zanzibar deal, hush-hush')
  const dropped = await ada.drop({ name: 'zanzibar-secret.txt', bytes: Buffer.from(contract) })
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'could not be done', 90_000)

  const { id } = await database.db.selectFrom('task').select('id').executeTakeFirstOrThrow()
  await until(() => program.output().includes('job failed for good'))
  expect(program.output()).not.toMatch(/zanzibar|quicksilver|certainly|hush-hush|sk-ant|operator-secret/i)
  const lines = program
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const ofJobs = lines.filter(({ job }) => job !== undefined)
  const ofTask = ofJobs.filter(({ job }) =>
    ['fetch-document', 'read-document', 'run-subtask', 'sync-thread'].includes(String(job)),
  )
  expect(new Set(ofTask.map(({ job }) => job)).size).toBe(4)
  expect(ofTask.filter(({ taskId }) => taskId !== id)).toEqual([])
  expect(ofTask.some(({ msg }) => msg === 'job failed or was stopped, will be tried again')).toBe(true)
  expect(ofTask.some(({ msg }) => msg === 'job failed for good')).toBe(true)
  expect(lines.filter(({ msg }) => String(msg).startsWith('job ')).every(({ job }) => job)).toBe(true)
}, 120_000)
