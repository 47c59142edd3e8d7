import type { Db } from '../db/connect.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { plain, richText, section } from './blocks/rich-text.ts'
import { deliverFile } from './deliver-file.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { closedPlaceReason } from './slack-errors.ts'
import type { ThreadPost } from './thread-post.ts'

/** Posts a part of a private task's result where that was asked for. Where Slack does not let us, the person is told, and may try again. */
export async function shareResult(deps: OutboxDeps, view: TaskView, post: ThreadPost): Promise<TaskView> {
  const { origin } = view
  if (!origin?.isShared) return view
  const place = { ownerId: view.id, kind: post.kind, channelId: origin.channelId, threadTs: origin.threadTs }
  try {
    if ('file' in post) {
      await deliverFile(deps, { ...place, file: post.file })
      return view
    }
    const { ts } = await deliver(deps, { ...place, blocks: post.blocks })
    if (origin.threadTs !== null) return view
    await note(deps.db, view.id, { origin_thread_ts: ts })
    return { ...view, origin: { ...origin, threadTs: ts } }
  } catch (error) {
    const reason = closedPlaceReason(error)
    if (reason === null) throw error
    deps.log.info({ taskId: view.id }, 'cannot share a result where it was asked for')
    await note(deps.db, view.id, { shared_at: null })
    await deliver(deps, {
      ...refused(view, reason),
      channelId: view.channelId ?? '',
      threadTs: view.threadTs,
    })
    return { ...view, origin: { ...origin, isShared: false } }
  }
}

function refused(view: TaskView, reason: string) {
  const channel = { type: 'channel' as const, channel_id: view.origin?.channelId ?? '' }
  const words = [plain('I could not share this in '), channel, plain(`. ${reason} Then press Share again.`)]
  return { ownerId: view.id, kind: 'share-refused', blocks: [richText(section(...words))] }
}

async function note(
  db: Db,
  taskId: string,
  changed: { origin_thread_ts: string } | { shared_at: null },
): Promise<void> {
  await db.updateTable('task').set(changed).where('id', '=', taskId).execute()
}
