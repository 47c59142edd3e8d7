import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startFakeLlm } from '../test/support/fake-llm.ts'
import { realistic } from '../test/support/fake-llm-usage.ts'
import { projectFolder } from '../test/support/program.ts'
import { openGround } from './ground.ts'

const processes = 3
const callsPerProcess = 400
/** Tokens of each call's prompt. */
const inputTokens = 1000
/** Half of the calls' tokens at once, the other half within the minute after. */
const limits = { requests: 2000, input: 600_000, output: 600_000 }
const realism = { ...realistic, outputTokens: 100, outputPerSecond: 200 }

export interface UnderLimit {
  refused: number
  failed: number
  /** Of what the provider would have taken from the first call to the last. */
  limitUsed: number
  seconds: number
}

/** The same calls with our governor, and with the SDK's own retries and nothing else. */
export async function measureLimits(): Promise<{ ours: UnderLimit; baseline: UnderLimit }> {
  return { ours: await run('governor'), baseline: await run('retries') }
}

async function run(way: 'governor' | 'retries'): Promise<UnderLimit> {
  await using ground = await openGround()
  await using place = await ground.openPlace({ knowsLimits: false })
  await using llm = await startFakeLlm({ realism, limits })
  const env = { ...process.env, ...llm.env, DATABASE_URL: place.databaseUrl }
  const failures = await Promise.all(Array.from({ length: processes }, async () => callMany(way, env)))
  const failed = failures.reduce((total, some) => total + some, 0)
  const answered = llm.answered.map((request) => request.receivedAt)
  const seconds = (Math.max(...answered) - Math.min(...answered)) / 1000
  // What every answered prompt was counted as, without the first call, which went alone to learn the limits.
  const used = llm.answered.reduce((total, { inputTokens: tokens }) => total + (tokens ?? 0), 0)
  const limitUsed = used / (limits.input + (seconds / 60) * limits.input)
  console.log(
    `  ${way}: ${llm.answered.length} answers in ${seconds.toFixed(1)} s, ${llm.refused()} refused, ${failed} failed`,
  )
  return { refused: llm.refused(), failed, limitUsed, seconds }
}

// Resolves to how many of the process's calls failed for good.
async function callMany(way: string, env: NodeJS.ProcessEnv): Promise<number> {
  const script = join(projectFolder, 'bench', 'llm-caller.ts')
  const args = [
    '--disable-warning=ExperimentalWarning',
    script,
    way,
    String(callsPerProcess),
    String(inputTokens),
  ]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`a calling process ended with ${child.exitCode}`)
  return Number(output.trim())
}
