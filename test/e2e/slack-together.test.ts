import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { startWorkspace, type WorkspaceOptions } from '../../src/workspace/start-workspace.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const agreement = (name: string) => ({
  name,
  bytes: Buffer.from(`Agreement ${name}. It is governed by the laws of England and ends on 1 May 2030.`),
})
const done = /"title":"[^"]*: done"/

/** A workspace and so many programs on one database. */
async function openScene(programs: number) {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const slackHome = opened.use(await makeHome())
  const options: WorkspaceOptions = {
    port: 0,
    folder: slackHome.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  }
  const workspace = await startWorkspace(options)
  const running = []
  for (let started = 0; started < programs; started++) {
    const of = { home: home.folder, databaseUrl: database.url, env: socketEnv(workspace) }
    running.push(opened.use(await startProgram(of)))
  }
  const kept = opened.move()
  return {
    database,
    workspace,
    options,
    programs: running,
    ada: new SlackUser(workspace.url),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('two processes share twenty requests: each is answered once, and no channel gets more than a message a second', async () => {
  await using scene = await openScene(2)
  const { ada, workspace, database } = scene
  const ask = async (name: string) => {
    const form = await ada.command('/analyze-contract', 'C0GENERAL')
    const { id } = await ada.upload(agreement(name).bytes, name)
    await ada.submit(form, { document: { file: { type: 'file_input', files: [{ id }] } } })
  }
  const drop = async (name: string) => {
    const dropped = await ada.drop(agreement(name))
    await ada.press(dropped, 'Contract analysis')
    return dropped
  }
  const numbers = Array.from({ length: 10 }, (_, index) => index + 1)
  const drops = Promise.all(numbers.map((number) => drop(`dropped-${number}.txt`)))
  for (const number of numbers) await ask(`asked-${number}.txt`)
  const roots: Message[] = await drops
  const tasks = async () => database.db.selectFrom('task').select(['id', 'state', 'thread_ts']).execute()
  await until(async () => (await tasks()).filter(({ state }) => state === 'done').length === 20, {
    what: 'twenty ends',
    timeoutMs: 150_000,
  })
  expect(await tasks()).toHaveLength(20)
  for (const root of roots) {
    await ada.sees(root, done)
    const thread = (await ada.thread(root)).map(shown)
    expect(thread.filter((text) => text.includes('"type":"plan"'))).toHaveLength(1)
    expect(thread.filter((text) => text.includes('offline/offline-extractive'))).toHaveLength(1)
  }
  const { messages } = await ada.state()
  const direct = messages.filter(({ channel, user }) => channel === 'D0ADA' && user === 'U0PARALEGAL')
  expect(direct.filter((message) => message.thread_ts === null)).toHaveLength(10)
  expect(direct.filter((message) => shown(message).includes('offline/offline-extractive'))).toHaveLength(10)
  for (const channel of [ada.channel, ada.id, 'D0ADA']) {
    const times = workspace.faults
      .calls('chat.postMessage')
      .filter((call) => call.arguments['channel'] === channel)
      .map((call) => call.at)
    const overFive = times.slice(5).map((at, index) => at - (times[index] ?? 0))
    expect(Math.min(...overFive, Number.POSITIVE_INFINITY)).toBeGreaterThan(4000)
  }
  await workspace[Symbol.asyncDispose]()
}, 240_000)

test('an outage of Slack of some seconds is survived: what was asked before and after it is answered', async () => {
  await using scene = await openScene(1)
  const { ada, workspace, options, programs } = scene
  const before = await ada.drop(agreement('before.txt'))
  await ada.press(before, 'Contract analysis')
  await workspace[Symbol.asyncDispose]()
  const [program] = programs
  await until(() => /cannot be reached|slack library/.test(program?.output() ?? ''), {
    what: 'a word of the outage',
  })
  await using again = await startWorkspace({ ...options, port: Number(new URL(workspace.url).port) })
  expect(again.url).toBe(workspace.url)
  await ada.sees(before, done, 90_000)
  const after = await ada.drop(agreement('after.txt'))
  await ada.press(after, 'Contract analysis')
  await ada.sees(after, done, 90_000)
  expect(program?.output()).not.toMatch(/nhandled/)
}, 200_000)
