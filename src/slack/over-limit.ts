import type { WebClient } from '@slack/web-api'
import { NotYet } from '../queue/not-yet.ts'
import { OverLimit } from '../tasks/user-limit.ts'

/** Starts what somebody clicked on; gives what to tell them where they have started too much. */
export async function unlessOverLimit(start: () => Promise<void>): Promise<string | null> {
  try {
    await start()
    return null
  } catch (error) {
    if (error instanceof OverLimit) return error.userMessage
    throw error
  }
}

/** Starts what nobody has to click on, and where that is too much, when there is room: the person alone is told. Throws `NotYet`. */
export async function startWhenFree(
  client: WebClient,
  of: { userId: string; channelId: string; threadTs: string | null },
  start: () => Promise<void>,
): Promise<void> {
  try {
    await start()
  } catch (error) {
    if (!(error instanceof OverLimit)) throw error
    const text = `${error.reason} Nothing is lost: it starts by itself then.`
    const thread = of.threadTs === null ? {} : { thread_ts: of.threadTs }
    await client.chat
      .postEphemeral({ channel: of.channelId, user: of.userId, text, ...thread })
      // A courtesy; it starts all the same.
      .catch(() => undefined)
    throw new NotYet(error.freeAt)
  }
}
