import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, runCommand, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'

const key = 'sk-ant-very-secret'
const base64 = Buffer.from(Array.from({ length: 900 }, (_, index) => (index * 53) % 256)).toString('base64')
const contract = `This Agreement is between Zanzibar Quicksilver Ltd and Acme. It is governed by the laws of England.\n${base64}`

test('answers that cannot be read fail clearly; neither content nor keys reach the logs, nor base64 the database', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  llm.reply({ answer: `Certainly! The Zanzibar deal: {"answer": data:application/pdf;base64,${base64}` })
  const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: llm.url, LOG_LEVEL: 'debug' }
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const ada = new SlackUser(program.url)
  const dropped = await ada.drop({ name: 'zanzibar-secret.txt', bytes: Buffer.from(contract) })
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'could not be done', 60_000)
  await ada.sees(dropped, 'The model answered in a form that could not be read, twice.')

  expect(llm.requests).toHaveLength(10)
  expect(program.output()).toContain('model_answer_invalid')
  expect(program.output()).not.toMatch(/zanzibar|quicksilver|certainly|sk-ant/i)
  const calls = await database.db
    .selectFrom('prompt_log')
    .select(['prompt', 'answer', 'error', 'input_tokens', 'cost_usd'])
    .execute()
  expect(calls).toHaveLength(10)
  for (const call of calls) {
    expect(call.prompt).toContain('Zanzibar Quicksilver Ltd')
    expect(call.prompt).toMatch(/<base64, 900 bytes, sha256 [0-9a-f]{64}>/)
    expect(call.answer).toMatch(/<application\/pdf, 900 bytes, sha256 [0-9a-f]{64}>/)
    expect(call.error).toContain('not valid JSON')
    expect(Number(call.cost_usd)).toBeGreaterThan(0)
    expect(JSON.stringify(call)).not.toMatch(
      new RegExp(`sk-ant|${base64.slice(40, 80).replaceAll('+', '\\+')}`),
    )
  }
  const log = await runCommand({ home: home.folder, databaseUrl: database.url }, 'log')
  expect(log.stdout).toContain('failed')
}, 90_000)
