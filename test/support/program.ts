import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { until } from './until.ts'

export const projectFolder = resolve(import.meta.dirname, '..', '..')

export interface Program {
  /** The local workspace's page, or with another Slack where the API is; '' where it says no address. */
  url: string
  pid: number
  output(): string
  kill(signal: NodeJS.Signals): Promise<void>
  /** Null while it runs, and where a signal ended it. */
  exitCode(): number | null
  [Symbol.asyncDispose](): Promise<void>
}

/** A home folder that goes with the test. */
export async function makeHome(): Promise<{ folder: string; [Symbol.asyncDispose](): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-home-'))
  // The account that runs the embedded server must be able to enter.
  await chmod(folder, 0o755)
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Starts the program as `npm start` does, or other arguments of node, in a process of its own. */
export async function startProgram(of: {
  home: string
  databaseUrl?: string
  env?: Record<string, string>
  run?: string[]
  /** Where the program lies, if not here. */
  cwd?: string
}): Promise<Program> {
  const run = of.run ?? ['--disable-warning=ExperimentalWarning', 'src/main.ts']
  const child = spawn(process.execPath, run, {
    cwd: of.cwd ?? projectFolder,
    env: environment({ ...of, env: { PORT: '0', ...of.env } }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  await until(
    () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the program ended: ${output()}`)
      return output().includes('Ctrl-C stops it.')
    },
    { what: 'the start', timeoutMs: 240_000 },
  )
  const url = /http:\/\/localhost:\d+/.exec(output())?.[0] ?? ''
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    url,
    pid: child.pid ?? 0,
    output,
    kill,
    exitCode: () => child.exitCode,
    [Symbol.asyncDispose]: () => kill('SIGTERM'),
  }
}

export interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs `paralegal …` to its end. */
export async function runCommand(
  of: { home: string; databaseUrl?: string; env?: Record<string, string> },
  ...args: string[]
): Promise<CommandResult> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], {
    cwd: projectFolder,
    env: environment(of),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

function collect(child: ChildProcess): () => string {
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  return () => output
}

// Nothing of the developer's own environment (keys, tokens) may reach a test.
function environment(of: {
  home: string
  databaseUrl?: string
  env?: Record<string, string>
}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    // Many tests start the program: compiled once, it starts a third faster.
    NODE_COMPILE_CACHE: join(projectFolder, 'node_modules', '.cache', 'paralegal'),
    PARALEGAL_HOME: of.home,
    ...(of.databaseUrl === undefined ? {} : { DATABASE_URL: of.databaseUrl }),
    ...of.env,
  }
}
