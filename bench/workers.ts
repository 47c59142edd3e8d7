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

/** What some worker processes get done on one database: calls a second, from the first to the last that was asked. */
export async function measureWorkers(ground: Ground, workers: number): Promise<Throughput> {
  await using place = await ground.openPlace()
  await Promise.all(Array.from({ length: workers }, async () => place.startWorker(slots)))
  const askedAt: number[] = []
  ground.llm.reply(() => {
    askedAt.push(performance.now())
    return { delayMs: callMs }
  })
  const ideal = (workers * slots * 1000) / callMs
  const tasks = Math.ceil((ideal * seconds) / subtasksPerTask)
  await lastEndOf(place.engine, await startTasks(place.engine, tasks, { sameDocument: true }))
  const lastedMs = Math.max(...askedAt) - Math.min(...askedAt)
  const callsPerSecond = ((askedAt.length - 1) * 1000) / lastedMs
  console.log(`  ${workers} workers, ${askedAt.length} calls: ${callsPerSecond.toFixed(1)} a second`)
  return { workers, slots, calls: askedAt.length, callsPerSecond, share: callsPerSecond / ideal }
}
