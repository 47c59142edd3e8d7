import type { Ground } from './ground.ts'
import { subtasksPerTask } from './prompts.ts'
import { lastEndOf, startTasks } from './tasks.ts'

const callMs = 500
const slots = 8
const seconds = 10

export interface Throughput {
  workers: number
  /** Slots of each. */
  slots: number
  calls: number
  callsPerSecond: number
  /** What the slots could do if nothing but the calls took time. */
  share: number
}

/** What some worker processes get done on one database: calls a second, from the first answer to the last. */
export async function measureWorkers(ground: Ground, workers: number): Promise<Throughput> {
  await using place = await ground.openPlace()
  await Promise.all(Array.from({ length: workers }, async () => place.startWorker(slots)))
  ground.llm.reply({ delayMs: callMs })
  const before = ground.llm.answered.length
  const ideal = (workers * slots * 1000) / callMs
  const tasks = Math.ceil((ideal * seconds) / subtasksPerTask)
  await lastEndOf(place.engine, await startTasks(place.engine, tasks, { sameDocument: true }))
  const answeredAt = ground.llm.answered.slice(before).map((request) => request.answeredAt ?? NaN)
  const lastedMs = Math.max(...answeredAt) - Math.min(...answeredAt)
  const callsPerSecond = ((answeredAt.length - 1) * 1000) / lastedMs
  console.log(`  ${workers} workers, ${answeredAt.length} calls: ${callsPerSecond.toFixed(1)} a second`)
  return { workers, slots, calls: answeredAt.length, callsPerSecond, share: callsPerSecond / ideal }
}
