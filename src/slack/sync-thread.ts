import { openBallot } from '../ballots/open-ballot.ts'
import type { Library } from '../prompts/library.ts'
import { NotYet } from '../queue/not-yet.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { markPosted } from '../tasks/finish-task.ts'
import { placeThread } from '../tasks/place-thread.ts'
import { isResultRemoved } from '../tasks/removed.ts'
import { finalStates } from '../tasks/task-state.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { clearLeftOvers } from './clear-left-overs.ts'
import { clearThread } from './clear-thread.ts'
import { deliverFile } from './deliver-file.ts'
import { isMoved, moveThread } from './move-thread.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { seedReaction } from './seed-reaction.ts'
import { shareResult } from './share-result.ts'
import { isClosedPlace, toAppError } from './slack-errors.ts'
import type { MessagePost, ThreadPost } from './thread-post.ts'
import { threadPosts } from './thread-posts.ts'

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
    let view = await viewTask(deps, taskId)
    if (isResultRemoved(view.removed)) return await clearThread(deps, view, view.removed)
    // With the result, never later: a task from before there were votes gets none.
    if (view.state === 'posting' && (await openBallot(deps, view))) view = await viewTask(deps, taskId)
    const late: NotYet[] = []
    let isWhole = true
    const posts = threadPosts(view)
    for (const post of posts) {
      signal.throwIfAborted()
      try {
        view = await deliverPost(deps, view, post)
      } catch (error) {
        if (!(error instanceof NotYet)) throw error
        late.push(error)
        isWhole &&= isProgress(view, post)
        // What is there already may change later; what is not goes before what comes after it.
        if (!(await stands(deps, taskId, post))) {
          isWhole = false
          break
        }
      }
    }
    // The end is another change, for which a job is queued.
    if (view.state === 'posting' && isWhole) return await markPosted(deps, taskId)
    const [first] = late.toSorted((a, b) => a.at.getTime() - b.at.getTime())
    if (first) throw first
    await clearLeftOvers(deps, view, posts)
  } catch (error) {
    throw toAppError(error)
  }
}

async function deliverPost(deps: SyncThreadDeps, view: TaskView, post: ThreadPost): Promise<TaskView> {
  if (!view.channelId) throw new Error(`task ${view.id} has no thread`)
  if (post.isShared) return shareResult(deps, view, post)
  if (post.opens) return open(deps, view, post)
  try {
    await deliverIn(deps, view, post)
    return view
  } catch (error) {
    if (!isClosedPlace(error) || isMoved(view)) throw error
    deps.log.info({ taskId: view.id }, 'cannot post in the thread, going on by direct message')
    const moved = await moveThread(deps, view, error)
    await deliverIn(deps, moved, post)
    return moved
  }
}

async function deliverIn(
  deps: SyncThreadDeps,
  view: TaskView,
  post: Exclude<ThreadPost, { opens: true }>,
): Promise<void> {
  const place = {
    ownerId: view.id,
    kind: post.kind,
    channelId: view.channelId ?? '',
    threadTs: view.threadTs,
  }
  if ('file' in post) await deliverFile(deps, { ...place, file: post.file })
  else {
    await deliver(deps, { ...place, blocks: post.blocks, isProgress: isProgress(view, post) })
    if (post.reaction) await seedReaction(deps, { ...place, reaction: post.reaction })
  }
}

async function open(deps: SyncThreadDeps, view: TaskView, post: MessagePost): Promise<TaskView> {
  const intent = { ownerId: view.id, kind: post.kind, blocks: post.blocks, threadTs: null }
  const opening = await deliver(deps, { ...intent, channelId: view.channelId ?? '' }).catch(
    (error: unknown) => {
      if (!isClosedPlace(error)) throw error
      // Not a member there: the person who asked gets the thread as a direct message.
      deps.log.info({ taskId: view.id }, 'cannot post in the channel, answering by direct message')
      return deliver(deps, { ...intent, channelId: view.requestedBy })
    },
  )
  // A thread that had to move stays where it is now.
  if (view.threadTs !== null) return view
  const thread = { channelId: opening.channelId, threadTs: opening.ts }
  await placeThread(deps.db, view.id, thread)
  return { ...view, ...thread }
}

function isProgress(view: TaskView, post: ThreadPost): boolean {
  return post.kind === 'plan' && !finalStates.includes(view.state)
}

async function stands(deps: SyncThreadDeps, taskId: string, post: ThreadPost): Promise<boolean> {
  const row = await deps.db
    .selectFrom('post')
    .select('state')
    .where('owner_id', '=', taskId)
    .where('kind', '=', post.kind)
    .executeTakeFirst()
  return row?.state === 'sent'
}
