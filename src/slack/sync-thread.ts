import { setTimeout as wait } from 'node:timers/promises'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { markPosted } from '../tasks/finish-task.ts'
import { placeThread } from '../tasks/place-thread.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { isClosedPlace, toAppError } from './slack-errors.ts'
import type { MessagePost } from './thread-post.ts'
import { threadPosts } from './thread-posts.ts'

/** Slack takes about one message a second and channel; changes that come in between are shown together. */
const minIntervalMs = 1100

export interface SyncThreadDeps extends OutboxDeps {
  enqueue: Enqueue
  library: Library
}

/** Brings a task's thread in line with the task. One at a time per task (the queue sees to it), so order holds. */
export async function syncThread(
  deps: SyncThreadDeps,
  { taskId }: JobPayload<'sync-thread'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await waitForTurn(deps, taskId, signal)
    let view = await viewTask(deps, taskId)
    for (const post of threadPosts(view)) {
      signal.throwIfAborted()
      if ('file' in post) continue
      view = await deliverPost(deps, view, post)
    }
    if (view.state === 'posting') await markPosted(deps, taskId)
  } catch (error) {
    throw toAppError(error)
  }
}

async function deliverPost(deps: SyncThreadDeps, view: TaskView, post: MessagePost): Promise<TaskView> {
  if (!view.channelId) throw new Error(`task ${view.id} has no thread`)
  const intent = { ownerId: view.id, kind: post.kind, blocks: post.blocks }
  const place = { channelId: view.channelId, threadTs: post.opens ? null : view.threadTs }
  if (!post.opens) {
    await deliver(deps, { ...intent, ...place })
    return view
  }
  const opening = await deliver(deps, { ...intent, ...place }).catch((error: unknown) => {
    if (!isClosedPlace(error)) throw error
    // Not a member there: the person who asked gets the thread as a direct message.
    deps.log.info({ taskId: view.id }, 'cannot post in the channel, answering by direct message')
    return deliver(deps, { ...intent, channelId: view.requestedBy, threadTs: null })
  })
  const thread = { channelId: opening.channelId, threadTs: opening.ts }
  if (view.threadTs !== thread.threadTs) await placeThread(deps.db, view.id, thread)
  return { ...view, ...thread }
}

async function waitForTurn(deps: SyncThreadDeps, taskId: string, signal: AbortSignal): Promise<void> {
  const last = await deps.db
    .selectFrom('post')
    .select('updated_at')
    .where('owner_id', '=', taskId)
    .where('state', '=', 'sent')
    .orderBy('updated_at', 'desc')
    .executeTakeFirst()
  const waitMs = last ? last.updated_at.getTime() + minIntervalMs - Date.now() : 0
  if (waitMs > 0) await wait(Math.min(waitMs, minIntervalMs), undefined, { signal })
}
