import type { Db } from '../db/connect.ts'
import { AppError, userMessageOf } from '../errors.ts'
import type { DeadJob, Enqueue } from '../queue/jobs.ts'
import { finishSubtask } from './finish-subtask.ts'
import { openStates, setState } from './task-state.ts'

/** Ends a task that cannot go on, with the reason as a person may read it. One that has ended stays as it is. */
export async function failTask(
  deps: { db: Db; enqueue: Enqueue },
  taskId: string,
  error: unknown,
): Promise<void> {
  const code = error instanceof AppError ? error.code : 'unexpected'
  await setState(deps, taskId, {
    from: openStates,
    to: 'failed',
    error: { code, message: userMessageOf(error) },
  })
}

/** What becomes of a job that will not be tried again: its subtask or its task ends, and the thread says so. */
export async function failDeadJob(deps: { db: Db; enqueue: Enqueue }, job: DeadJob): Promise<void> {
  switch (job.kind) {
    case 'fetch-document':
    case 'read-document':
    case 'finish-task':
    case 'sync-thread':
      return failTask(deps, job.payload.taskId, job.error)
    case 'run-subtask': {
      const subtask = await deps.db
        .selectFrom('subtask')
        .select(['id', 'task_id'])
        .where('id', '=', job.payload.subtaskId)
        .executeTakeFirst()
      if (!subtask) return
      const errorCode = job.error instanceof AppError ? job.error.code : 'unexpected'
      return finishSubtask(
        deps,
        { ...subtask, run: job.payload.run },
        {
          state: 'failed',
          errorCode,
          errorMessage: userMessageOf(job.error),
        },
      )
    }
    case 'expire-tasks':
    case 'forget-events':
    case 'stop-ballots':
    case 'sum-days':
    case 'chain-audit':
    case 'purge-content':
      // They come again by the clock.
      return
    case 'close-ballot':
      // Where it is put together: what was heard of the votes decides.
      return
    case 'keep-example':
      // It stands as proposed, and can be proposed again.
      return
    case 'judge-ballot':
      // People decide without it.
      return
    case 'know-document':
      // The form is there without what was found.
      return
    case 'send-chart':
    case 'send-file':
    case 'publish-home':
      // The next change or look brings it up to date.
      return
    case 'remove-content':
      // The purge begins it again within two hours.
      return
    case 'tell-removal':
      // The receipt is kept: `npx paralegal forget list`.
      return
    case 'offer-analyses':
    case 'sync-offer':
    case 'answer-message':
      // The file is still in its channel and can be analysed by command; the log has the cause.
      return
  }
}
