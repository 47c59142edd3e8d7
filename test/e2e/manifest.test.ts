import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeHome, runCommand } from '../support/program.ts'
import { parts, writePrompts } from '../support/test-engine.ts'

test('paralegal manifest follows the prompts of the home, and says where to take it', async () => {
  await using home = await makeHome()
  await writePrompts(home.folder, parts('law'))
  const file = join(home.folder, 'manifest.yml')
  const { code, stderr } = await runCommand({ home: home.folder }, 'manifest', '--out', file)
  expect(code).toBe(0)
  expect(stderr).toContain('Paste it at api.slack.com/apps')
  const manifest = parse(await readFile(file, 'utf8')) as {
    features: { slash_commands: { command: string }[] }
  }
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/test', '/paralegal'])
})

test('an address that Slack cannot reach is refused in words', async () => {
  await using home = await makeHome()
  const { code, stderr } = await runCommand({ home: home.folder }, 'manifest', '--url', 'http://bot.local')
  expect(code).toBe(1)
  expect(stderr).toContain('with https://, not “http://bot.local”')
})
