import { cpus, loadavg } from 'node:os'
import { percentile } from './percentile.ts'
import { openSlackGround } from './slack-ground.ts'
import { documents, pagesEach, readingNow, startReading, untilIdle } from './slack-load.ts'
import { commandAtOnce } from './slack-people.ts'

// Commands of a hundred people at once, while nothing else happens and while long documents are read, in turns.
const idleRounds = 6
const phases = 2

const startedAt = performance.now()
const [loadBefore] = loadavg()
await using ground = await openSlackGround()
await commandAtOnce(ground.workspaceUrl) // Everything is loaded and compiled by then.
await ground.takeAcks()

const acks = { idle: [] as number[], load: [] as number[] }
let roundsNotReading = 0
for (let phase = 1; phase <= phases; phase++) {
  for (let round = 1; round <= idleRounds; round++) acks.idle.push(...(await measureRound()))
  console.log(`phase ${phase}, nothing else: ${summary(acks.idle)}`)
  await startReading(ground.workspaceUrl, phase)
  await ground.takeAcks()
  for (;;) {
    const before = await readingNow(ground.db)
    const round = await measureRound()
    const after = await readingNow(ground.db)
    if (before.unread === 0 || after.unread === 0) break
    if (before.reading > 0 || after.reading > 0) acks.load.push(...round)
    else roundsNotReading++
  }
  console.log(
    `phase ${phase}, while ${documents} documents of ${pagesEach} pages are read: ${summary(acks.load)}`,
  )
  await untilIdle(ground.db)
}
if (acks.load.length < 500) throw new Error(`only ${acks.load.length} commands while documents were read`)

const p99 = { idle: percentile(acks.idle, 0.99), load: percentile(acks.load, 0.99) }
const particulars = {
  idle_p99_ms: p99.idle,
  ack_p50_ms: percentile(acks.load, 0.5),
  idle_p50_ms: percentile(acks.idle, 0.5),
  ack_max_ms: percentile(acks.load, 1),
  commands: acks.load.length,
  idle_commands: acks.idle.length,
  rounds_between_readings: roundsNotReading,
  failed_documents: await countFailed(),
  processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  load_before: loadBefore,
  seconds: (performance.now() - startedAt) / 1000,
}
console.log()
console.log(`ack p99 under load   ${p99.load.toFixed(1).padStart(7)} ms   ≤ 100`)
console.log(`  ÷ ack p99 idle     ${(p99.load / p99.idle).toFixed(2).padStart(7)}      ≤ 2`)
console.log(
  JSON.stringify(
    { ack_p99_ms: p99.load, ack_p99_vs_idle: p99.load / p99.idle, ...particulars },
    (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value),
  ),
)

async function measureRound(): Promise<number[]> {
  await commandAtOnce(ground.workspaceUrl)
  return ground.takeAcks()
}

async function countFailed(): Promise<number> {
  const failed = await ground.db.selectFrom('task').select('id').where('state', '=', 'failed').execute()
  return failed.length
}

function summary(took: number[]): string {
  const [half, nearly, most] = [0.5, 0.99, 1].map((share) => percentile(took, share).toFixed(1))
  return `${took.length} commands, acknowledged within ${half} ms (p50), ${nearly} ms (p99), ${most} ms (most)`
}
