import { placeThread } from '../tasks/place-thread.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { bold, plain, richText, section } from './blocks/rich-text.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { closedPlaceReason } from './slack-errors.ts'

/** A task's thread goes on as a direct message to the person who asked, who is told why; once. */
export async function moveThread(deps: OutboxDeps, view: TaskView, error: unknown): Promise<TaskView> {
  const blocks = [
    richText(
      section(
        plain('I could not post '),
        bold(`${view.analysis.title} of ${view.fileName}`),
        plain(' in '),
        { type: 'channel', channel_id: view.channelId ?? '' },
        plain(`. ${closedPlaceReason(error) ?? ''} So it comes here; `),
        { type: 'text', text: '/paralegal', style: { code: true } },
        plain(' lists what of yours runs.'),
      ),
    ),
  ]
  const intent = { ownerId: view.id, kind: 'moved', channelId: view.requestedBy, threadTs: null, blocks }
  const { channelId, ts } = await deliver(deps, intent)
  await placeThread(deps.db, view.id, { channelId, threadTs: ts })
  return { ...view, channelId, threadTs: ts }
}

/** Whether it is a direct message already: there is no other place to go. */
export function isMoved(view: TaskView): boolean {
  return view.channelId?.startsWith('D') ?? false
}
