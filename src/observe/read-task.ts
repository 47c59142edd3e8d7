import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'

export type TaskDetail = Awaited<ReturnType<typeof readTask>>

/** One task with its questions and calls: ids, kinds, times and numbers. Throws `task_not_found`. */
export async function readTask(db: Db, id: string) {
  const task = /^[0-9a-f-]{36}$/.test(id) ? await findTask(db, id) : undefined
  if (!task)
    throw new AppError('task_not_found', 'no such task', {
      userMessage: 'There is no such task here (any more).',
    })
  const [subtasks, calls] = await Promise.all([findSubtasks(db, id), findCalls(db, id)])
  return { ...task, subtasks, calls }
}

async function findTask(db: Db, id: string) {
  return db
    .selectFrom('task')
    .leftJoin('document', 'document.id', 'task.document_id')
    .select([
      'task.id',
      'analysis',
      'prompt_version',
      'prompt_hash',
      'lane',
      'state',
      'error_code',
      'model',
      'variations',
      'estimate_usd',
      'task.created_at',
      'started_at',
      'first_finding_at',
      'finished_at',
      'deadline',
      'document.kind',
      'document.byte_size',
    ])
    .where('task.id', '=', id)
    .executeTakeFirst()
}

async function findSubtasks(db: Db, taskId: string) {
  return db
    .selectFrom('subtask')
    .select(['id', 'name', 'kind', 'variation', 'run', 'state', 'error_code', 'started_at', 'finished_at'])
    .where('task_id', '=', taskId)
    .orderBy('variation')
    .orderBy('position')
    .limit(500)
    .execute()
}

async function findCalls(db: Db, taskId: string) {
  return db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .select([
      'generation.id',
      'subtask.name',
      'subtask.variation',
      'attempt',
      'purpose',
      'generation.state',
      'provider',
      'model_requested',
      'input_tokens',
      'cache_read_tokens',
      'output_tokens',
      'cost_usd',
      'waited_ms',
      'ms_to_first_token',
      'ms',
      'generation.error_code',
      'created_at',
    ])
    .where('generation.task_id', '=', taskId)
    .orderBy('created_at')
    .limit(500)
    .execute()
}
