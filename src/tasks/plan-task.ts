import { randomUUID } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

/** Writes the task's subtasks and queues them, all at once: they run in parallel. Planning twice changes nothing. */
export async function planTask(
  deps: { db: Db; enqueue: Enqueue; library: Library },
  taskId: string,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, { taskId, from: ['reading'], to: 'running' })
    if (!task) return
    const analysis = deps.library.get(task.analysis)
    const subtasks = analysis.subtasks.map((subtask, position) => ({
      id: randomUUID(),
      task_id: taskId,
      name: subtask.name,
      title: subtask.title,
      position,
    }))
    await trx.insertInto('subtask').values(subtasks).execute()
    await trx
      .updateTable('task')
      .set({
        remaining: subtasks.length,
        prompt_version: analysis.version,
        prompt_hash: analysis.hash,
      })
      .where('id', '=', taskId)
      .execute()
    for (const subtask of subtasks) await deps.enqueue(trx, 'run-subtask', { subtaskId: subtask.id })
  })
}
