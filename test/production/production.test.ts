import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { readCompose, readInstructions } from '../support/deploy-files.ts'
import { readDocBlocks } from '../support/doc-commands.ts'
import { createEmptyDatabase } from '../support/empty-database.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { freePort, socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'

const installMs = 600_000
const operate = 'docs/operate.md'

// As on a machine that has Node 24 itself.
const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)

/** What the image has under /app, made by the Dockerfile's own instructions. */
let imageFolder = ''
/** A checkout, installed as docs/operate.md says. */
let checkoutFolder = ''

beforeAll(async () => {
  ;[imageFolder, checkoutFolder] = await Promise.all([buildImage(), install()])
}, installMs)

afterAll(async () => {
  for (const folder of [imageFolder, checkoutFolder]) await rm(folder, { recursive: true, force: true })
})

test('the services of compose.yml, as processes: the database is migrated, a bot and two workers do a task, all stop well', async () => {
  await using database = await createEmptyDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({
    port: 0,
    folder: home.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  })
  const port = String(await freePort())
  const env = { ...socketEnv(workspace), ...llm.env, NODE_ENV: 'production' }
  const services = await readCompose()
  const argumentsOf = (service: string) => (services[service]?.command ?? []).slice(1)
  const of = { home: home.folder, databaseUrl: database.url, cwd: imageFolder }
  const migrated = await runIn(imageFolder, [process.execPath, ...argumentsOf('migrate')].join(' '), {
    DATABASE_URL: database.url,
    PARALEGAL_HOME: home.folder,
  })
  expect(migrated).toContain('The database is up to date.')

  await using bot = await startProgram({ ...of, env: { ...env, PORT: port }, run: argumentsOf('bot') })
  const helpers = [1, 2].map(async () => startProgram({ ...of, env, run: argumentsOf('worker') }))
  await using first = await (helpers[0] ?? bot)
  await using second = await (helpers[1] ?? bot)
  expect(first.output()).toContain('Worker is running')
  expect(await health(port)).toBe(0)

  const ada = new SlackUser(workspace.url)
  const dropped = await ada.drop(join(projectFolder, 'test/fixtures/agency.pdf'))
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'quotes checked', 120_000)

  for (const program of [second, first, bot]) {
    await program.kill('SIGTERM')
    expect(program.exitCode()).toBe(0)
  }
  expect(await health(port)).toBe(1)
}, 300_000)

describe('docs/operate.md', () => {
  test('every command is run here, or says why it cannot be', async () => {
    const blocks = await readDocBlocks(operate)
    expect(blocks.filter(({ why }) => why === null).flatMap(({ commands }) => commands)).toEqual([
      'npx paralegal check',
      'npx paralegal check --json',
      'npx paralegal manifest',
      'npm ci --omit=dev',
      'npx paralegal migrate',
    ])
    expect(blocks.flatMap(({ why }) => why ?? []).map((why) => why.split(/[:;]/)[0])).toEqual([
      'changes accounts and packages of the machine',
      'needs systemd',
      'needs systemd',
      'needs a Docker engine',
      'needs a cluster',
    ])
  })

  test('the commands work as they are written, in the order that an operator runs them', async () => {
    await using database = await createEmptyDatabase()
    await using home = await makeHome()
    const env = { DATABASE_URL: database.url, PARALEGAL_HOME: home.folder, PORT: '0' }
    const said = async (command: string) => {
      expect((await readDocBlocks(operate)).flatMap(({ commands }) => commands)).toContain(command)
      return runIn(checkoutFolder, command, env)
    }
    expect(await said('npx paralegal check')).toContain('no tables yet')
    expect(await said('npx paralegal migrate')).toContain('The database is up to date.')
    expect(await said('npx paralegal check --json')).toContain('"ok": true')
    expect(await said('npx paralegal manifest')).toContain('slash_commands')
  }, 300_000)
})

async function buildImage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-image-'))
  const copies = (await readInstructions('COPY')).filter((line) => !line.startsWith('--from'))
  for (const line of copies) {
    const [target = '', ...sources] = line.split(' ').toReversed()
    for (const source of sources)
      await cp(join(projectFolder, source), placeOf(folder, source, target), { recursive: true })
  }
  // Of the others, one makes the image's volume.
  const runs = (await readInstructions('RUN')).filter((line) => !line.startsWith('mkdir /data'))
  for (const line of runs) await runIn(folder, line, {})
  return folder
}

// As COPY does: a folder with a slash at its end takes files under their names.
function placeOf(folder: string, source: string, target: string): string {
  return target.endsWith('/') ? join(folder, target, source) : join(folder, target)
}

async function install(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-checkout-'))
  const { stdout } = await promisify(execFile)('git', ['ls-files'], { cwd: projectFolder })
  for (const file of stdout
    .trim()
    .split('\n')
    .filter((each) => !/^(?:test|bench|docs)\//.test(each)))
    await cp(join(projectFolder, file), join(folder, file))
  const lines = (await readDocBlocks(operate)).flatMap(({ commands }) => commands)
  await runIn(folder, lines.find((line) => line.startsWith('npm ci')) ?? 'false', {})
  return folder
}

/** The exit code of the Dockerfile's health check. */
async function health(port: string): Promise<number> {
  const command = (await readInstructions('HEALTHCHECK'))[0]?.replace(/^.*CMD /, '') ?? '[]'
  const [, ...words] = JSON.parse(command) as string[]
  return promisify(execFile)(process.execPath, words, { env: { PORT: port } }).then(
    () => 0,
    (error: unknown) => (error as { code: number }).code,
  )
}

async function runIn(folder: string, command: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-ec', command], {
    cwd: folder,
    env: { PATH: path, HOME: process.env['HOME'] ?? '', ...env },
    maxBuffer: 10 * 1024 * 1024,
  })
  return stdout
}
