import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'

/** The id of the task whose id begins so. Throws `task_not_found` where there is none or more than one. */
export async function findTask(db: Db, beginning: string): Promise<string> {
  const tasks = /^[0-9a-f-]{4,36}$/.test(beginning)
    ? await db
        .selectFrom('task')
        .select('id')
        .where((where) => where(where.cast('id', 'text'), 'like', `${beginning}%`))
        .limit(2)
        .execute()
    : []
  const [task] = tasks
  if (task && tasks.length === 1) return task.id
  throw new AppError('task_not_found', `no single task ${beginning}`, {
    userMessage: `${tasks.length > 1 ? 'More than one task begins' : 'No task begins'} with ${beginning}. \`npx paralegal log\` lists the latest ones.`,
  })
}
