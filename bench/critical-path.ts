import type { Ground } from './ground.ts'
import { median } from './median.ts'
import { subtasksPerTask } from './prompts.ts'
import { lastEndOf, startTasks } from './tasks.ts'

const callMs = 2000
const rounds = 7
const warmUps = 3

export interface WallTime {
  tasks: number
  /** Calls that the one worker process makes at once. */
  slots: number
  criticalPathMs: number
  wallMs: number
  ratio: number
}

/** One task that has the slots to ask all its questions at once: the median of several, after some that warm up. */
export async function measureAlone(ground: Ground): Promise<WallTime> {
  const slots = 16
  ground.llm.reply({ delayMs: callMs })
  await using place = await ground.openPlace()
  await place.startWorker(slots)
  const walls: number[] = []
  for (let round = 1 - warmUps; round <= rounds; round++) {
    const startedAt = Date.now()
    const taskIds = await startTasks(place.engine, 1, { sameDocument: false })
    const wallMs = (await lastEndOf(place.engine, taskIds)) - startedAt
    if (round > 0) walls.push(wallMs)
    console.log(`  one task alone, ${round <= 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${wallMs} ms`)
  }
  return wallTime({ tasks: 1, slots, wallMs: median(walls) })
}

/** Tasks that come at once, each with a document of its own, and share one worker's slots. */
export async function measureTogether(ground: Ground): Promise<WallTime> {
  const slots = 40
  const tasks = 20
  ground.llm.reply({ delayMs: callMs })
  await using place = await ground.openPlace()
  await place.startWorker(slots)
  await lastEndOf(place.engine, await startTasks(place.engine, 1, { sameDocument: false }))
  const startedAt = Date.now()
  const taskIds = await startTasks(place.engine, tasks, { sameDocument: false })
  const wallMs = (await lastEndOf(place.engine, taskIds)) - startedAt
  console.log(`  ${tasks} tasks at once on ${slots} slots: ${wallMs} ms`)
  return wallTime({ tasks, slots, wallMs })
}

function wallTime(of: { tasks: number; slots: number; wallMs: number }): WallTime {
  const criticalPathMs = Math.ceil((of.tasks * subtasksPerTask) / of.slots) * callMs
  return { ...of, criticalPathMs, ratio: of.wallMs / criticalPathMs }
}
