import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { startFakeLlm, type ReceivedRequest } from '../support/fake-llm.ts'
import { makeHome, projectFolder, startProgram, type Program } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const tasks = Number(process.env['CHAOS_TASKS'] ?? 20)
const kills = Number(process.env['CHAOS_KILLS'] ?? 10)
const databaseKills = Number(process.env['CHAOS_DATABASE_KILLS'] ?? 1)
const subtasks = 5
const workers = 3

/** A generator with a seed, so that a bad run can be repeated. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

test(`${tasks} tasks survive ${kills} kills of processes and ${databaseKills} of the database`, async () => {
  const roll = dice(Number(process.env['CHAOS_SEED'] ?? 7))
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  await using slackHome = await makeHome()
  const log = createLog({ logLevel: 'silent' })
  await using database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({
    port: 0,
    folder: slackHome.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  })
  llm.reply(() => {
    const trouble = roll()
    if (trouble < 0.03) return { status: 429 }
    if (trouble < 0.05) return { status: 500 }
    return { delayMs: 200 + roll() * 1200 }
  })
  const env = {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    ANTHROPIC_API_KEY: 'sk-test',
    ANTHROPIC_BASE_URL: llm.url,
  }
  const start = async () => startProgram({ home: home.folder, databaseUrl: database.url, env })
  const running: Program[] = []
  for (let index = 0; index < workers; index++) running.push(await start())

  const ada = new SlackUser(workspace.url)
  const dropped: Message[] = []
  const work = (async () => {
    for (let index = 0; index < tasks; index++) {
      workspace.faults.deliverTwice = 1
      const name = `agreement-${index}.txt`
      const message = await ada.drop({
        name,
        bytes: Buffer.from(`Agreement number ${index}, governed by the laws of England.`),
      })
      dropped.push(message)
      await ada.press(message, 'Contract analysis')
      await ada.press(message, 'Contract analysis').catch(() => undefined)
      if (roll() < 0.2) workspace.faults.fail('chat.postMessage', { times: 1, loseAnswer: true })
      if (roll() < 0.2) workspace.faults.fail('chat.update', { times: 1, status: 429, retryAfterSeconds: 1 })
    }
  })()
  for (let kill = 0; kill < kills; kill++) {
    await wait(1500 + roll() * 1500)
    const victim = Math.floor(roll() * workers)
    await running[victim]?.kill('SIGKILL')
    running[victim] = await start()
    if (kill < databaseKills) process.kill(await databasePid(databaseHome.folder), 'SIGKILL')
  }
  await work
  for (const message of dropped) await ada.sees(message, /"title":"[^"]*: done"/, 180_000)
  await Promise.all(running.map((program) => program.kill('SIGTERM')))

  const results = await Promise.all(dropped.map(async (message) => countResults(await ada.thread(message))))
  expect(results).toEqual(dropped.map(() => 1))
  const paid = countAnswers(llm.answered)
  const counts = {
    posted: results.length,
    asked: llm.requests.length,
    finished: llm.finished(),
    paidTwice: [...paid.values()].filter((count) => count > 1).length,
  }
  console.log(`chaos: ${JSON.stringify(counts)}`)
  expect(paid.size).toBe(tasks * subtasks)
  expect(counts.paidTwice).toBe(0)
}, 600_000)

function countResults(thread: Message[]): number {
  return thread.filter((message) => shown(message).includes('quotes checked')).length
}

// An answer that was given whole, by its document and question.
function countAnswers(answered: ReceivedRequest[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { body } of answered) {
    const key = JSON.stringify(body['messages'])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

async function databasePid(folder: string): Promise<number> {
  const text = await until(async () =>
    readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => undefined),
  )
  return Number(text.split('\n')[0])
}
