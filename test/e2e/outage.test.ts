import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const log = createLog({ logLevel: 'silent' })

test('answers that come while the database is away outlive even a kill of the process that got them', async () => {
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  const released = Promise.withResolvers<void>()
  llm.reply({ after: released.promise, answer: { answer: 'Read.', findings: [], not_found: [] } })
  const { env } = llm
  const database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  const first = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const ada = new SlackUser(first.url)
  const dropped = await ada.drop(join(projectFolder, 'test/fixtures/agency.pdf'))
  await ada.press(dropped, 'Contract analysis')
  await until(() => llm.open() === 5, { what: 'five calls' })

  // Let go of the server first (it goes on, as it has clients), so that nobody starts it again; then it dies.
  const backends = await backendPids(database.url)
  await database[Symbol.asyncDispose]()
  process.kill(await serverPid(databaseHome.folder), 'SIGKILL')
  await until(() => !backends.some(isAlive), { what: 'the end of all its processes' })
  released.resolve()
  const answers = join(home.folder, '.paralegal', 'answers')
  const files = await until(
    async () => {
      const names = await readdir(answers).catch(() => [])
      return names.filter((name) => name.endsWith('.json')).length === 5 && names
    },
    { what: 'five answers in files' },
  )
  expect((await stat(join(answers, files[0] ?? ''))).mode & 0o777).toBe(0o600)
  await first.kill('SIGKILL')

  await using again = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using second = await startProgram({ home: home.folder, databaseUrl: again.url, env })
  const later = new SlackUser(second.url)
  await later.sees(dropped, 'quotes checked', 60_000)
  await later.sees(dropped, /"title":"[^"]*: done"/)
  // The five, and the summary: nothing that was answered is asked again.
  expect(llm.requests).toHaveLength(6)
  expect(await readdir(answers)).toEqual([])
  expect((await later.thread(dropped)).filter((each) => shown(each).includes('quotes checked'))).toHaveLength(
    1,
  )
}, 120_000)

async function serverPid(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

async function backendPids(url: string): Promise<number[]> {
  const db = connect(url)
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(db)
  await db.destroy()
  return rows.map((row) => row.pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
