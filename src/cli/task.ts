import { readConfig } from '../config.ts'
import { openEngine, type Engine } from '../engine.ts'
import { createLog } from '../log.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { taskJson } from '../tasks/task-json.ts'
import { viewTask } from '../tasks/task-view.ts'
import { findTask } from './find-task.ts'
import { printTask } from './print-task.ts'

/** Prints a task as it stands now. */
export async function showStatus(task: string, options: { json: boolean }): Promise<void> {
  await withEngine(async (engine) => {
    const view = await viewTask(engine, await findTask(engine.db, task))
    if (options.json) console.log(JSON.stringify(taskJson(view), null, 2))
    else printTask(view)
  })
}

/** Cancels a task; the exit code is 1 where it had ended before. */
export async function cancel(task: string): Promise<number> {
  let isCancelled = false
  await withEngine(async (engine) => {
    const taskId = await findTask(engine.db, task)
    isCancelled = await cancelTask({ db: engine.db, enqueue: engine.queue.enqueue }, taskId)
    const { state } = await viewTask(engine, taskId)
    console.log(isCancelled ? `Task ${taskId} is cancelled.` : `Task ${taskId} had ended before: ${state}.`)
  })
  return isCancelled ? 0 : 1
}

/** Opens the engine for one command. */
export async function withEngine(use: (engine: Engine) => Promise<void>): Promise<void> {
  await using engine = await openEngine(readConfig(process.env), createLog({ logLevel: 'error' }))
  await use(engine)
}
