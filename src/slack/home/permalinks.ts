import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import { slackErrorCode } from '../slack-errors.ts'

export interface Permalinks {
  /** The addresses of the tasks' progress messages; a task without one that can be opened is left out. */
  ofTasks(taskIds: string[]): Promise<Map<string, string>>
}

/** By channel and message; a message keeps its address. */
export type KnownPermalinks = Map<string, string>

const maxKnown = 5000

export function permalinksOf(deps: { db: Db; client: WebClient; known: KnownPermalinks }): Permalinks {
  const { db, client, known } = deps
  return {
    async ofTasks(taskIds) {
      const posts = await db
        .selectFrom('post')
        .select(['owner_id', 'channel_id', 'ts'])
        .where('owner_id', 'in', taskIds)
        .where('kind', 'in', ['plan', 'answer'])
        .where('state', '=', 'sent')
        .execute()
      const urls = new Map<string, string>()
      for (const { owner_id: taskId, channel_id: channel, ts } of posts) {
        if (ts === null) continue
        const key = `${channel} ${ts}`
        const url = known.get(key) ?? (await ask(client, channel, ts))
        if (url === null) continue
        remember(known, key, url)
        urls.set(taskId, url)
      }
      return urls
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
