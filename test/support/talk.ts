import type { Message } from '../../src/workspace/client-protocol.ts'
import type { SlackUser } from './slack-user.ts'
import { until } from './until.ts'

/** Types a message, in a thread or not; gives it as it stands there. */
export async function writes(
  person: SlackUser,
  text: string,
  place: { channel?: string; thread?: Message; files?: string[] } = {},
): Promise<Message> {
  const channel = place.thread?.channel ?? place.channel ?? person.channel
  const before = (await person.state()).messages.length
  await person.post('message', {
    user: person.id,
    channel,
    text,
    thread_ts: place.thread?.ts ?? null,
    files: place.files ?? [],
  })
  return until(async () => {
    const { messages } = await person.state()
    return messages.length > before
      ? messages.findLast((each) => each.channel === channel && each.user === person.id)
      : undefined
  })
}
