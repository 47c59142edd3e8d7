import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startFakeLlm, type FakeOptions } from '../support/fake-llm.ts'
import { faster } from '../support/fake-llm-usage.ts'
import { projectFolder } from '../support/program.ts'

const realism = faster(100)
const limits = { requests: 1000, input: 1_000_000, output: 1_000_000 }
const keys = { ANTHROPIC_API_KEY: 'sk-ant-secret', OPENAI_API_KEY: 'sk-secret' }

async function smoke(options: FakeOptions, given: Record<string, string>) {
  await using fake = await startFakeLlm(options)
  const env = {
    PATH: process.env['PATH'],
    ANTHROPIC_BASE_URL: fake.url,
    OPENAI_BASE_URL: `${fake.url}/v1`,
    ...given,
  }
  const script = join(projectFolder, 'test', 'live', 'smoke.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output, lines: output.trim().split('\n') }
}

test('all that the program relies on is seen of vendors that do as they say', async () => {
  const { code, output, lines } = await smoke({ realism, limits }, keys)
  expect(lines.filter((line) => /^(?:differs|not checked)/.test(line))).toEqual([
    // The fake counts a token for four characters; we expect more of them in OpenAI's.
    expect.stringContaining('OpenAI: a text is no longer than we estimate (nothing here relies on it)'),
  ])
  expect(lines.filter((line) => line.startsWith('ok'))).toHaveLength(19)
  expect(output).toContain('this run costs at most $0.0')
  expect(output).not.toMatch(/sk-|Agreement|Supplier/)
  expect(code).toBe(0)
})

test('a vendor without a cache and without limits fails it, and only says numbers and names', async () => {
  const { code, output } = await smoke({ realism: { ...realism, cacheTtlMs: 0 } }, keys)
  expect(code).toBe(1)
  expect(output).toMatch(
    /^differs +Anthropic: the next call with the same form of the answer reads it: 0 of/m,
  )
  expect(output).toMatch(/^differs +OpenAI: the limits are named in the headers: none/m)
  expect(output).not.toMatch(/sk-|Agreement|Supplier/)
})

test('a vendor that cannot be reached is not taken for good', async () => {
  const nowhere = { ANTHROPIC_API_KEY: 'sk-ant-secret', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' }
  const { code, output } = await smoke({}, nowhere)
  expect(code).toBe(1)
  expect(output).toMatch(/^not checked +Anthropic: the model says what it can do: APIConnectionError/m)
  expect(output).toContain('not checked  OpenAI: set OPENAI_API_KEY')
})

test('without keys it says what to set', async () => {
  const { code, output } = await smoke({}, {})
  expect(code).toBe(2)
  expect(output).toContain('Set ANTHROPIC_API_KEY, OPENAI_API_KEY or both')
})
