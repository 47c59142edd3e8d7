import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { dropTexts, textsOf } from './erase.ts'

const withinDays = 2

/** Takes away what was written after a removal by whoever was still at work on it: an answer that came late, its prompt. */
export async function sweepLate(db: Db, now: Date): Promise<void> {
  const since = new Date(now.getTime() - withinDays * 24 * 3_600_000)
  const { rows } = await sql<{ id: string }>`
    select task.id from task
    where prompts_removed_at > ${since} and exists (
      select from generation where generation.task_id = task.id and (
        answer is not null or error is not null or exists (
          select from jsonb_array_elements(parts) part join prompt_part on prompt_part.hash = part ->> 'hash')))`.execute(
    db,
  )
  for (const { id: taskId } of rows) {
    await db
      .updateTable('generation')
      .set({ answer: null, parsed: null, error: null })
      .where('task_id', '=', taskId)
      .execute()
    await dropTexts(db, await textsOf(db, { taskId }))
  }
}
