import { randomUUID } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import { combineName } from '../prompts/analysis.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { setStateIn } from './task-state.ts'

/** Writes the task's subtasks and queues its parts, all at once: they run in parallel. Planning twice changes nothing. */
export async function planTask(
  deps: { db: Db; enqueue: Enqueue; library: Library },
  taskId: string,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const task = await setStateIn(trx, deps.enqueue, { taskId, from: ['reading'], to: 'running' })
    if (!task) return
    const analysis = deps.library.get(task.analysis)
    const rows = subtasksOf(analysis, task.variations).map((subtask) => ({
      ...subtask,
      id: randomUUID(),
      task_id: taskId,
    }))
    const parts = rows.filter((row) => row.kind === 'part')
    await trx.insertInto('subtask').values(rows).execute()
    await trx
      .updateTable('task')
      .set({ remaining: parts.length, prompt_version: analysis.version, prompt_hash: analysis.hash })
      .where('id', '=', taskId)
      .execute()
    const jobs = parts.map((part) => ({ subtaskId: part.id, priority: task.priority }))
    await deps.enqueue(trx, 'run-subtask', jobs)
  })
}

// Every variation has all the parts, and a combining subtask of its own.
function subtasksOf(analysis: Analysis, variations: number) {
  const parts = analysis.subtasks.map(({ name, title }) => ({ name, title, kind: 'part' as const }))
  const combine = analysis.combine
    ? [{ name: combineName, title: analysis.combine.title, kind: 'combine' as const }]
    : []
  return Array.from({ length: variations }, (_, index) => index + 1).flatMap((variation) =>
    [...parts, ...combine].map((subtask, position) => ({ ...subtask, variation, position })),
  )
}
