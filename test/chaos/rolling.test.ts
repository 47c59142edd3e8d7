import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { ackTimeoutMs } from '../../src/workspace/limits.ts'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram, type Program } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { parts, writePrompts } from '../support/test-engine.ts'
import { explainTwice } from './explain.ts'
import { countPosts, countTwice } from './tally.ts'

const rounds = Number(process.env['ROLLING_ROUNDS'] ?? 2)
const everyMs = Number(process.env['ROLLING_TASK_EVERY_MS'] ?? 1500)
const questions = ['one', 'two', 'three', 'four']

const bot = ['--disable-warning=ExperimentalWarning', 'src/main.ts']
const worker = ['src/cli.ts', 'worker']
/** Two bots, so that somebody always hears Slack. */
const processes = [bot, bot, worker]

test(`${processes.length} processes are replaced ${rounds} times, one after another, while people work: nothing is lost, nothing is done twice`, async () => {
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  await using slackHome = await makeHome()
  await writePrompts(
    home.folder,
    `combine: { title: Summary, template: combine.txt }\n${parts(...questions)}`,
  )
  const manifestFile = join(projectFolder, 'manifest.yml')
  const log = createLog({ logLevel: 'silent' })
  await using database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({ port: 0, folder: slackHome.folder, manifestFile })
  llm.reply({ delayMs: 1500 })
  const env = { ...socketEnv(workspace), ...llm.env, LOG_LEVEL: 'warn' }
  const start = async (run: string[]) =>
    startProgram({ home: home.folder, databaseUrl: database.url, env, run })
  const running: Program[] = await Promise.all(processes.map(start))
  const ada = new SlackUser(workspace.url)

  const work = { isOver: false, dropped: [] as Message[], missed: [] as number[] }
  const people = (async () => {
    while (!work.isOver) {
      const [message] = await Promise.all([dropAndPress(ada, work), wait(everyMs)])
      work.dropped.push(message)
    }
  })()
  const stops: { code: number | null; ms: number }[] = []
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of processes.entries()) {
      const before = running[index]
      const stoppedAt = performance.now()
      await before?.kill('SIGTERM')
      stops.push({ code: before?.exitCode() ?? null, ms: Math.round(performance.now() - stoppedAt) })
      running[index] = await start(run)
    }
  }
  work.isOver = true
  await people
  for (const message of work.dropped) await ada.sees(message, /"title":"[^"]*: done"/, 300_000)
  const threads = await Promise.all(work.dropped.map(async (message) => ada.thread(message)))
  const asked = countTwice(llm.answered)
  const report = {
    tasks: work.dropped.length,
    restarts: stops.length,
    ...countPosts(threads),
    callsNeeded: work.dropped.length * (questions.length + 1),
    callsPaid: llm.finished(),
    clicksCutOff: work.missed.filter((ms) => ms < ackTimeoutMs).length,
    clicksTooSlow: work.missed.filter((ms) => ms >= ackTimeoutMs).length,
    badExits: stops.filter(({ code }) => code !== 0).length,
    longestStopMs: Math.max(...stops.map(({ ms }) => ms)),
  }
  await Promise.all(running.map(async (program) => program.kill('SIGTERM')))
  for (const story of await explainTwice(database.url, asked.twice)) console.log(story)
  console.log(`rolling: ${JSON.stringify(report)}`)
  // A machine with no time to spare acknowledges late, whether something is replaced or not: that is only told.
  expect(report).toMatchObject({ lost: 0, postedTwice: 0, clicksCutOff: 0, badExits: 0 })
  expect(asked.different).toBe(report.callsNeeded)
  expect(report.callsPaid).toBe(report.callsNeeded)
}, 3_600_000)

// As a person does: where a click was not acknowledged it is made again, and noted.
async function dropAndPress(
  ada: SlackUser,
  work: { dropped: Message[]; missed: number[] },
): Promise<Message> {
  const text = `Agreement number ${work.dropped.length}, governed by the laws of England.`
  const name = `agreement-${work.dropped.length}.txt`
  const message = await ada.drop({ name, bytes: Buffer.from(text) })
  await ada.sees(message, 'Test analysis', 120_000)
  for (;;) {
    const clickedAt = performance.now()
    if (await ada.press(message, 'Test analysis').catch(() => false)) return message
    work.missed.push(performance.now() - clickedAt)
  }
}
