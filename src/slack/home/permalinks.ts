import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import { slackErrorCode } from '../slack-errors.ts'

export interface Permalinks {
  /** The address of a task's progress message; null where it has none that can be opened. */
  ofTask(taskId: string): Promise<string | null>
}

/** By channel and message; a message keeps its address. */
export type KnownPermalinks = Map<string, string>

const maxKnown = 5000

export function permalinksOf(deps: { db: Db; client: WebClient; known: KnownPermalinks }): Permalinks {
  const { db, client, known } = deps
  return {
    async ofTask(taskId) {
      const post = await db
        .selectFrom('post')
        .select(['channel_id', 'ts'])
        .where('owner_id', '=', taskId)
        .where('kind', '=', 'plan')
        .where('state', '=', 'sent')
        .executeTakeFirst()
      if (!post?.ts) return null
      const key = `${post.channel_id} ${post.ts}`
      const url = known.get(key) ?? (await ask(client, post.channel_id, post.ts))
      if (url !== null) remember(known, key, url)
      return url
    },
  }
}

async function ask(client: WebClient, channel: string, ts: string): Promise<string | null> {
  try {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts })
    return permalink ?? null
  } catch (error) {
    // The message was deleted, or the bot may not be there any more: a list without that link is still of use.
    if (slackErrorCode(error) !== null) return null
    throw error
  }
}

function remember(known: KnownPermalinks, key: string, url: string): void {
  known.set(key, url)
  const [oldest] = known.keys()
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
}
