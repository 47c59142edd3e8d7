import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { makeHome, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

const log = createLog({ logLevel: 'silent' })

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status
}

test('healthz says that the program runs, readyz whether its database answers; neither needs a token', async () => {
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  const database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  expect(await statusOf(`${program.url}/healthz`)).toBe(200)
  expect(await statusOf(`${program.url}/readyz`)).toBe(200)

  const pid = Number(
    (await readFile(join(databaseHome.folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0],
  )
  await database[Symbol.asyncDispose]()
  process.kill(pid, 'SIGKILL')
  await until(async () => (await statusOf(`${program.url}/readyz`)) === 503, { what: 'not ready' })
  expect(await statusOf(`${program.url}/healthz`)).toBe(200)
  await program.kill('SIGKILL')
})

test.each(['socket', 'http'] as const)('they answer with a real Slack by %s', async (mode) => {
  await withGivenSlack({ mode }, async ({ baseUrl }) => {
    expect(await statusOf(`${baseUrl}/healthz`)).toBe(200)
    expect(await (await fetch(`${baseUrl}/readyz`)).json()).toEqual({ status: 'ok' })
  })
})
