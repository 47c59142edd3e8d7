import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'
import { makeHome, projectFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

const log = createLog({ logLevel: 'silent' })
const settings = ['fsync=off']

async function serverPid(folder: string): Promise<number> {
  return Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

test('several processes that start at once share one server, and the last to leave stops it', async () => {
  await using home = await makeHome()
  const script = `
    const { startEmbeddedDatabase } = await import('./src/db/embedded.ts')
    const { createLog } = await import('./src/log.ts')
    const database = await startEmbeddedDatabase({ folder: ${JSON.stringify(home.folder)}, log: createLog({ logLevel: 'silent' }), settings: ['fsync=off'] })
    console.log(database.url)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await database[Symbol.asyncDispose]()`
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  const urls = await Promise.all(
    children.map(async (child) => {
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
      await once(child, 'close')
      return output.trim()
    }),
  )
  expect(new Set(urls).size).toBe(1)
  expect(urls[0]).toMatch(/^postgres:\/\//)
  await expect(readFile(join(home.folder, 'data', 'postmaster.pid'), 'utf8')).rejects.toMatchObject({
    code: 'ENOENT',
  })
})

test('a server that is killed comes back on its port, and open pools go on', async () => {
  await using home = await makeHome()
  await using database = await startEmbeddedDatabase({ folder: home.folder, log, settings })
  const db = connect(database.url)
  await migrate(db)
  const pid = await serverPid(home.folder)
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid))
  const rows = await until(
    () =>
      db
        .selectFrom('model_price')
        .select('model')
        .execute()
        .catch(() => undefined),
    { what: 'the server' },
  )
  expect(rows.length).toBeGreaterThan(0)
  await db.destroy()
})

test('what a killed process left running is adopted with its data', async () => {
  await using home = await makeHome()
  const first = await startEmbeddedDatabase({ folder: home.folder, log, settings })
  const db = connect(first.url)
  await migrate(db)
  const pid = await serverPid(home.folder)
  // A second one asks while the first still has connections: as after a kill of its process.
  const second = await startEmbeddedDatabase({ folder: home.folder, log, settings })
  expect(second.url).toBe(first.url)
  await second[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(true)
  await db.destroy()
  await first[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(false)
})
