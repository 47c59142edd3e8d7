import { removedText, type Removed } from '../tasks/removed.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { plain, richText, section } from './blocks/rich-text.ts'
import { clearPosts } from './clear-posts.ts'
import { deliver, type OutboxDeps } from './outbox.ts'

/**
 * What stands in a removed task's thread: one message that says so, where the bot's first one was; its other posts and files
 * are taken away. What the retention rule removed stays in Slack, which has rules of its own.
 */
export async function clearThread(deps: OutboxDeps, view: TaskView, removed: Removed): Promise<void> {
  if (removed.reason === 'retention') return
  const first = await findFirst(deps, view.id)
  if (!first) return clearPosts(deps, { ownerId: view.id, threadTs: view.threadTs })
  const blocks = [richText(section(plain(removedText(removed))))]
  const place = { channelId: first.channel_id, threadTs: first.kind === 'opening' ? null : view.threadTs }
  await deliver(deps, { ownerId: view.id, kind: first.kind, ...place, blocks })
  await clearPosts(deps, { ownerId: view.id, threadTs: view.threadTs, except: first.kind })
}

const firstKinds = ['opening', 'plan', 'answer']

async function findFirst({ db }: OutboxDeps, taskId: string) {
  const posts = await db
    .selectFrom('post')
    .select(['kind', 'channel_id'])
    .where('owner_id', '=', taskId)
    .where('kind', 'in', firstKinds)
    .where('state', '=', 'sent')
    .execute()
  return posts.toSorted((a, b) => firstKinds.indexOf(a.kind) - firstKinds.indexOf(b.kind))[0]
}
