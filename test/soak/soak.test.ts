import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import { ApiClient, apiToken } from '../support/api-client.ts'
import { dice } from '../support/dice.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import type { Script } from '../support/fake-llm-script.ts'
import { freePort, socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { parts, writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { letTimePass } from './fast-time.ts'
import { growth, peakGrowth, readLevel, type Level } from './levels.ts'
import { oneMinute } from './load.ts'

const minutes = Number(process.env['SOAK_MINUTES'] ?? 120)
/** After so many minutes of load half a day passes, and levels are read. */
const blockMinutes = 5
const hoursPerBlock = 12
/** What is kept for good, without words: ids, states, counts, costs, where it stands in Slack, and what was put on record. */
const kept =
  /^(?:task|subtask|variation|finding|generation|document|document_tokens|file_offer|file_share|post|removal|\w+_day|audit_\w+|kysely_\w+|prompt_version|model_price|eval_\w+)$/
/** Single rows come and go. */
const fewRows = 60

test(`${minutes} minutes of a team’s load in fast time leave memory and rows level`, async () => {
  const roll = dice(Number(process.env['SOAK_SEED'] ?? 7))
  await using databaseHome = await makeHome()
  await using home = await makeHome()
  await using slackHome = await makeHome()
  await writePrompts(home.folder, parts('one', 'two', 'three'))
  const log = createLog({ logLevel: 'silent' })
  await using database = await startEmbeddedDatabase({ folder: databaseHome.folder, log })
  await using llm = await startFakeLlm()
  const manifestFile = join(projectFolder, 'manifest.yml')
  await using workspace = await startWorkspace({ port: 0, folder: slackHome.folder, manifestFile })
  llm.reply(() => modelTrouble(roll()) ?? { delayMs: 20, answer: found })
  const port = await freePort()
  const env = {
    ...socketEnv(workspace),
    ...llm.env,
    LOG_LEVEL: 'error',
    PORT: String(port),
    PARALEGAL_API_TOKEN: apiToken,
    PARALEGAL_RETENTION: 'documents=1d answers=1d prompts=1d logs=1d',
  }
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const worker = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'worker']
  await using second = await startProgram({
    home: home.folder,
    databaseUrl: database.url,
    env: { ...env, PORT: '' },
    run: worker,
  })
  const team = {
    api: new ApiClient(`http://127.0.0.1:${port}`),
    ada: new SlackUser(workspace.url),
    roll,
  }
  const levels: Level[] = []
  for (let minute = 0; minute < minutes; minute++) {
    slackTrouble(workspace, roll)
    await oneMinute(team, minute)
    if ((minute + 1) % blockMinutes > 0) continue
    await letTimePass(database.url, hoursPerBlock)
    await purge(database.url)
    const level = await readLevel(database.url, [program.pid, second.pid])
    levels.push(level)
    console.log(
      `soak: minute ${minute + 1}: ${level.memoryMb.join(' and ')} MB, ${JSON.stringify(level.rows)}`,
    )
  }
  const memory = [0, 1].map((index) => peakGrowth(levels.map(({ memoryMb }) => memoryMb[index] ?? 0)))
  const tables = Object.keys(levels.at(-1)?.rows ?? {}).filter((name) => !kept.test(name))
  const growing = tables.filter((name) => {
    const rows = levels.map((level) => level.rows[name] ?? 0)
    return (rows.at(-1) ?? 0) > fewRows && growth(rows) > 1.25
  })
  console.log(`soak: ${JSON.stringify({ minutes, memoryGrowth: memory, growing })}`)
  // A few minutes say nothing of levels: then only that all of it ended.
  if (levels.length < 9) return
  expect(growing).toEqual([])
  for (const each of memory) expect(each).toBeLessThan(1.15)
}, 7_200_000)

const found = {
  answer: 'English or French law governs it.',
  findings: ['England', 'France'].map((country) => ({
    title: `Law of ${country}`,
    severity: 'low' as const,
    explanation: 'A plain term.',
    recommendation: null,
    quote: `governed by the laws of ${country}`,
    page: null,
  })),
  not_found: ['Insurance'],
}

// As the clock has it done once an hour, by whichever process takes the job.
async function purge(databaseUrl: string): Promise<void> {
  await using queue = await openQueue({ databaseUrl, log: createLog({ logLevel: 'silent' }) })
  const id = await queue.boss.send('purge-content', {})
  if (id === null) throw new Error('no purge was queued')
  const state = await until(
    async () => {
      const [job] = await queue.boss.findJobs('purge-content', { id })
      return job && ['completed', 'failed'].includes(job.state) ? job.state : undefined
    },
    { timeoutMs: 300_000 },
  )
  expect(state).toBe('completed')
}

function modelTrouble(roll: number): Script | undefined {
  if (roll < 0.03) return { status: 429 }
  if (roll < 0.05) return { status: 500 }
  if (roll < 0.06) return { cut: true }
  return undefined
}

function slackTrouble({ faults }: Workspace, roll: () => number): void {
  if (roll() < 0.2) faults.fail('chat.postMessage', { times: 1, loseAnswer: true })
  if (roll() < 0.1) faults.fail('chat.update', { times: 1, status: 429, retryAfterSeconds: 1 })
  if (roll() < 0.1) faults.fail('files.info', { times: 1, status: 500 })
}
