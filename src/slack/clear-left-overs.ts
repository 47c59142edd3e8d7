import type { TaskView } from '../tasks/task-view.ts'
import { note } from './blocks/rich-text.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import type { ThreadPost } from './thread-post.ts'

/** A result may need fewer messages than before, once what the answers disagree about is settled: what is left over says so. */
export async function clearLeftOvers(deps: OutboxDeps, view: TaskView, posts: ThreadPost[]): Promise<void> {
  for (const name of ['result', 'shared']) {
    const isMessage = (kind: string) => new RegExp(`^${name}-\\d+$`).test(kind)
    const kinds = posts.map(({ kind }) => kind).filter(isMessage)
    if (kinds.length === 0) continue
    const rows = await deps.db
      .selectFrom('post')
      .select(['kind', 'channel_id'])
      .where('owner_id', '=', view.id)
      .where('kind', 'not in', kinds)
      .where('state', '=', 'sent')
      .execute()
    const blocks = [note('This part of the result stands further up now.')]
    for (const { kind, channel_id: channelId } of rows.filter((row) => isMessage(row.kind)))
      await deliver(deps, { ownerId: view.id, kind, channelId, threadTs: view.threadTs, blocks })
  }
}
