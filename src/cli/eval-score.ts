import { scoreNames, scoreTask } from '../evals/score-task.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'

/** Keeps what the person at the terminal thinks of a result. */
export async function scoreResult(
  beginning: string,
  score: number,
  { note }: { note?: string },
): Promise<void> {
  await using database = await openDatabase()
  const taskId = await findTask(database.db, beginning)
  const person = process.env['USER'] ?? 'cli'
  await scoreTask(database.db, { taskId, person, score, note: note ?? null })
  console.log(`Task ${taskId}: ${score}, ${scoreNames[score] ?? ''}, by ${person}.`)
}
