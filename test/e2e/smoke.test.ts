import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { realistic } from '../support/fake-llm-usage.ts'
import { projectFolder } from '../support/program.ts'

async function smoke(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'test/live/smoke.ts'], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'], HOME: join(projectFolder, '..'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

test('the check for real accounts passes where a provider does as expected, and says so where it does not', async () => {
  const realism = { ...realistic, baseMs: 30, outputTokens: 10 }
  const limits = { requests: 1000, input: 1_000_000, output: 1_000_000 }
  await using good = await startFakeLlm({ realism, limits })
  const passed = await smoke(good.env)
  expect(passed.output).toContain('All as expected.')
  expect(passed.code).toBe(0)
  expect(passed.output).not.toContain('sk-test')

  await using other = await startFakeLlm({ realism: { ...realism, minCachedTokens: 1_000_000 } })
  const failed = await smoke(other.env)
  expect(failed.code).toBe(1)
  expect(failed.output).toContain('DIFFERS  another question reads it there')
  expect(failed.output).toContain(
    'DIFFERS  limits in the headers: {"requests":null,"input":null,"output":null}',
  )
})

test('without a key it says what to set', async () => {
  const { code, output } = await smoke({})
  expect(code).toBe(2)
  expect(output).toContain('Set ANTHROPIC_API_KEY or OPENAI_API_KEY.')
})
