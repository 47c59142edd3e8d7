import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { Environment } from '../../src/environment.ts'
import { readCompose, readInstructions, readProjectFile, readWorkloads } from '../support/deploy-files.ts'
import { projectFolder } from '../support/program.ts'

const bot = ['node', '--disable-warning=ExperimentalWarning', 'src/main.ts']
const worker = ['node', 'src/cli.ts', 'worker']
const migrate = ['node', 'src/cli.ts', 'migrate']

// What a stop takes: what was heard, the calls that run, and some more.
const graceSeconds = 40

describe('the Dockerfile', () => {
  test('has nothing that its linter minds', async () => {
    expect(validate(await readProjectFile('Dockerfile'))).toEqual([])
  })

  test('has Node by the exact version that everything is tested with', async () => {
    const packageFile = JSON.parse(await readProjectFile('package.json')) as {
      devDependencies: { node: string }
    }
    const from = await readInstructions('FROM')
    expect(from).toEqual([
      `node:${packageFile.devDependencies.node}-bookworm-slim AS dependencies`,
      `node:${packageFile.devDependencies.node}-bookworm-slim`,
    ])
  })

  test('runs the bot as an account without rights, in exec form, so that signals reach it', async () => {
    expect((await readInstructions('CMD')).map((json) => JSON.parse(json) as string[]).at(-1)).toEqual(bot)
    expect(await readInstructions('USER')).toEqual(['1000:1000'])
    expect(await readInstructions('STOPSIGNAL')).toEqual(['SIGTERM'])
  })

  test('copies nothing that is not sent to the engine, and all that the program reads', async () => {
    const sent = (await readProjectFile('.dockerignore')).match(/(?<=^!).+$/gm) ?? []
    const copied = (await readInstructions('COPY'))
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1))
      .map((path) => path.replace(/^\.\//, ''))
    expect(new Set(copied)).toEqual(new Set(sent))
    expect(await readdir(projectFolder)).toEqual(expect.arrayContaining(sent))
  })
})

describe('compose.yml', () => {
  test('fits the Compose specification, and has nothing that its linter calls an error', async () => {
    const run = promisify(execFile)(
      process.execPath,
      [join(projectFolder, 'node_modules/dclint/bin/dclint.cjs'), 'compose.yml'],
      { cwd: projectFolder },
    )
    // In CI the linter colours its words.
    expect(stripVTControlCharacters((await run).stdout)).toContain('(0 errors')
  })

  test('migrates first, then starts one bot and two workers on PostgreSQL 18', async () => {
    const services = await readCompose()
    expect(services['postgres']?.image).toMatch(/^postgres:18\.\d+-bookworm$/)
    expect(services['migrate']).toMatchObject({ command: migrate, restart: 'no' })
    expect(services['bot']?.command).toEqual(bot)
    expect(services['worker']).toMatchObject({ command: worker, deploy: { replicas: 2 } })
    for (const name of ['bot', 'worker'])
      expect(services[name]).toMatchObject({
        read_only: true,
        restart: 'unless-stopped',
        stop_grace_period: `${graceSeconds}s`,
        depends_on: {
          migrate: { condition: 'service_completed_successfully' },
          postgres: { condition: 'service_healthy' },
        },
      })
  })

  test('holds no secret', async () => {
    for (const { environment = {} } of Object.values(await readCompose()))
      for (const [name, value] of Object.entries(environment))
        expect(name.includes('PASSWORD') || name.includes('URL') ? value : '${POSTGRES_PASSWORD:?').toContain(
          '${POSTGRES_PASSWORD:?',
        )
  })
})

describe('deploy/kubernetes.yml', () => {
  test('migrates by a Job, and replaces bots and workers one by one, new before old', async () => {
    const workloads = await readWorkloads()
    const commandOf = (name: string) => workloads[name]?.spec.template.spec.containers[0]?.command
    expect(commandOf('paralegal-migrate')).toEqual(migrate)
    expect(commandOf('paralegal-bot')).toEqual(bot)
    expect(commandOf('paralegal-worker')).toEqual(worker)
    for (const name of ['paralegal-bot', 'paralegal-worker']) {
      expect(workloads[name]?.spec).toMatchObject({
        replicas: 2,
        strategy: { rollingUpdate: { maxUnavailable: 0 } },
      })
      expect(workloads[name]?.spec.template.spec.terminationGracePeriodSeconds).toBe(graceSeconds)
    }
  })

  test('runs the account of the image, which writes where a volume is', async () => {
    const [user] = (await readInstructions('USER'))[0]?.split(':') ?? []
    for (const { spec } of Object.values(await readWorkloads())) {
      expect(spec.template.spec.securityContext.runAsUser).toBe(Number(user))
      const mounts = spec.template.spec.containers[0]?.volumeMounts.map(({ mountPath }) => mountPath)
      expect(mounts).toEqual(['/data', '/tmp'])
    }
  })

  test('asks the process whether it lives, and whether the database answers before it is used', async () => {
    const container = (await readWorkloads())['paralegal-bot']?.spec.template.spec.containers[0]
    expect(container?.livenessProbe?.httpGet.path).toBe('/healthz')
    expect(container?.readinessProbe?.httpGet.path).toBe('/readyz')
  })
})

describe('the systemd units', () => {
  test.each([
    ['bot', bot],
    ['worker', worker],
  ])('of the %s starts what the image starts, and waits as long for its stop', async (name, command) => {
    const unit = await readProjectFile(`deploy/systemd/paralegal-${name}@.service`)
    const setting = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1]
    expect(setting('ExecStart')).toBe(`/usr/bin/${command.join(' ')}`)
    expect(setting('TimeoutStopSec')).toBe(String(graceSeconds))
    expect(setting('User')).toBe('paralegal')
    expect(setting('NoNewPrivileges')).toBe('yes')
    expect(setting('ProtectSystem')).toBe('strict')
  })
})

test('the example of an env file names only variables that are read, and no value with quotation marks', async () => {
  const lines = (await readProjectFile('deploy/paralegal.env.example')).match(/^(?:# )?[A-Z_]+=.*$/gm) ?? []
  expect(lines.length).toBeGreaterThan(5)
  for (const line of lines) {
    const [name = '', value = ''] = line.replace('# ', '').split(/=(.*)/)
    expect(Object.keys(Environment.shape)).toContain(name)
    expect(value).not.toMatch(/["']/)
  }
})
