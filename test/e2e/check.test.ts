import { expect, test } from 'vitest'
import { z } from 'zod'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { join } from 'node:path'
import { startFakeLlm } from '../support/fake-llm.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import { createTestDatabase } from '../support/test-database.ts'

// What scripts of operators may rely on.
const Report = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['ok', 'warning', 'failed', 'skipped']),
      what: z.string(),
      fix: z.string().nullable(),
    }),
  ),
})

test('with nothing configured all is well, and what is local is said to be so', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const { code, stdout, stderr } = await runCommand({ home: home.folder, databaseUrl: database.url }, 'check')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toContain('the local workspace stands in')
  expect(stdout).toContain('extractive, without a language model')
  expect(stdout).toContain('Nothing is wrong.')
})

test('with Slack and a model, as JSON: well until a key is refused, then exit code 1 and no secret', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({
    port: 0,
    folder: home.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  })
  const env = { ...socketEnv(workspace), ...llm.env, PORT: '0' }
  const run = async (more: Record<string, string> = {}) => {
    const of = { home: home.folder, databaseUrl: database.url, env: { ...env, ...more } }
    const { code, stdout } = await runCommand(of, 'check', '--json')
    for (const secret of [workspace.botToken, workspace.appToken, new URL(database.url).password])
      expect(stdout).not.toContain(secret)
    return { code, report: Report.parse(JSON.parse(stdout)) }
  }
  const well = await run()
  expect(well.report.checks.filter(({ state }) => state === 'failed')).toEqual([])
  expect(well).toMatchObject({ code: 0, report: { ok: true } })
  const names = well.report.checks.map(({ name }) => name)
  expect(names).toContain('slack scopes')
  expect(new Set(names).size).toBe(names.length)

  const wrong = await run({ SLACK_BOT_TOKEN: 'xoxb-1-wrong' })
  expect(wrong).toMatchObject({ code: 1, report: { ok: false } })
  expect(wrong.report.checks.filter(({ state }) => state === 'failed').map(({ name }) => name)).toEqual([
    'slack token',
  ])
}, 240_000)
