import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import { dice } from '../support/dice.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import type { Script } from '../support/fake-llm-script.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram, type Program } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { parts, writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { explainTwice } from './explain.ts'
import { startKiller } from './killer.ts'
import { countPosts, countTwice } from './tally.ts'

const tasks = Number(process.env['CHAOS_TASKS'] ?? 20)
const kills = Number(process.env['CHAOS_KILLS'] ?? 10)
const databaseKills = Number(process.env['CHAOS_DATABASE_KILLS'] ?? 1)
const workers = 3
const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']
/** Eight questions and the call that combines their answers. */
const callsPerTask = names.length + 1
const analysis = `timeouts: { call_seconds: 5 }\ncombine: { title: Summary, template: combine.txt }\n${parts(...names)}`

test(`${tasks} tasks × ${callsPerTask} calls survive ${kills} kills of ${workers} processes and ${databaseKills} of the database`, async () => {
  const roll = dice(Number(process.env['CHAOS_SEED'] ?? 7))
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  await using slackHome = await makeHome()
  await writePrompts(home.folder, analysis)
  const manifestFile = join(projectFolder, 'manifest.yml')
  const log = createLog({ logLevel: 'silent' })
  await using database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using llm = await startFakeLlm()
  await using workspace = await startWorkspace({ port: 0, folder: slackHome.folder, manifestFile })
  workspace.faults.deliveries = 3
  llm.reply(() => modelTrouble(roll()) ?? { delayMs: 200 + roll() * 1200 })
  const env = {
    ...socketEnv(workspace),
    ...llm.env,
    LOG_LEVEL: 'error',
  }
  const start = async () => startProgram({ home: home.folder, databaseUrl: database.url, env })
  const running: Program[] = await Promise.all(Array.from({ length: workers }, start))
  const killer = startKiller({
    running,
    start,
    roll,
    kills,
    databaseKills,
    databaseFolder: databaseHome.folder,
  })

  const ada = new SlackUser(workspace.url)
  const dropped: Message[] = []
  const startedAt = Date.now()
  for (let index = 0; index < tasks; index++) {
    slackTrouble(workspace, roll)
    dropped.push(await dropAndStart(ada, index))
    // Spread over the time of the kills.
    while (killer.killed() < (kills * index) / tasks && !killer.hasEnded()) await wait(50)
  }
  await killer.ended
  for (const message of dropped) await ada.sees(message, /"title":"[^"]*: done"/, 300_000)
  await Promise.all(running.map(async (program) => program.kill('SIGTERM')))

  const threads = await Promise.all(dropped.map(async (message) => ada.thread(message)))
  const asked = countTwice(llm.answered)
  const report = {
    tasks,
    ...countPosts(threads),
    callsAsked: llm.requests.length,
    callsFinished: llm.finished(),
    callsNeeded: tasks * callsPerTask,
    paidTwice: asked.twice.length,
    answeredToADyingCaller: asked.atTheKill,
    kills: killer.killed(),
    databaseKills: killer.databaseKilled(),
    seconds: Math.round((Date.now() - startedAt) / 1000),
  }
  for (const story of await explainTwice(database.url, asked.twice)) console.log(story)
  console.log(`chaos: ${JSON.stringify(report)}`)
  expect(asked.different).toBe(tasks * callsPerTask)
  expect(report).toMatchObject({ lost: 0, postedTwice: 0, paidTwice: 0 })
}, 3_600_000)

function modelTrouble(roll: number): Script | undefined {
  if (roll < 0.03) return { status: 429 }
  if (roll < 0.05) return { status: 500 }
  if (roll < 0.06) return { cut: true }
  if (roll < 0.07) return { delayMs: 120_000 }
  return undefined
}

function slackTrouble({ faults }: Workspace, roll: () => number): void {
  if (roll() < 0.2) faults.fail('chat.postMessage', { times: 1, loseAnswer: true })
  if (roll() < 0.1) faults.fail('chat.update', { times: 1, status: 429, retryAfterSeconds: 1 })
  if (roll() < 0.1) faults.fail('files.info', { times: 1, status: 500 })
  if (roll() < 0.05) faults.fail('chat.postMessage', { times: 1, hangs: true })
  if (roll() < 0.05) faults.fail('chat.update', { times: 1, delayMs: 120_000 })
}

// As a person does: where the page shows that a click did not work, it is made again; some click twice anyway.
async function dropAndStart(ada: SlackUser, index: number): Promise<Message> {
  const text = `Agreement number ${index}, governed by the laws of England.`
  const message = await ada.drop({ name: `agreement-${index}.txt`, bytes: Buffer.from(text) })
  await until(async () => ada.press(message, 'Test analysis').catch(() => false), {
    timeoutMs: 120_000,
    what: 'a click that works',
  })
  await ada.press(message, 'Test analysis').catch(() => false)
  return message
}
