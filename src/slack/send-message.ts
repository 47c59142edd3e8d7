import type { KnownBlock } from '@slack/types'
import { plainText } from './blocks/plain.ts'
import type { OutboxDeps, Place, PostIntent } from './outbox.ts'
import { callSlack } from './pace.ts'
import { isClosedPlace, isRefusedBlocks, isRefusedForGood, slackErrorCode } from './slack-errors.ts'

/** Slack's own limits for text: 40,000 characters in chat.postMessage, 4,000 in chat.update; some room for its escapes. */
const maxPosted = 39_000
const maxUpdated = 3900

export interface Sent {
  channelId: string
  ts: string
  /** The words that found no room where the blocks were refused; they are still to be posted. */
  unsaid: string | null
}

/** Posts a message; `onTurn` is called when it is about to go. Where Slack refuses the blocks, their words stand as text. */
export async function sendMessage(
  deps: OutboxDeps,
  intent: PostIntent & { postId: string },
  onTurn: () => Promise<void>,
): Promise<Sent> {
  const message = {
    channel: intent.channelId,
    ...(intent.threadTs === null ? {} : { thread_ts: intent.threadTs }),
    metadata: { event_type: 'paralegal_post', event_payload: { post_id: intent.postId } },
    unfurl_links: false,
    unfurl_media: false,
  }
  const post = async (content: { text: string; blocks?: KnownBlock[] }) => {
    const answer = await deps.client.chat.postMessage({ ...message, ...content })
    if (!answer.ts || !answer.channel) throw new Error('chat.postMessage answered without ts')
    return { channelId: answer.channel, ts: answer.ts }
  }
  const method = 'chat.postMessage'
  try {
    const text = plainText(intent.blocks, maxUpdated)
    const sent = await callSlack(deps, { method, message: intent }, async () => {
      await onTurn()
      return post({ text, blocks: intent.blocks })
    })
    return { ...sent, unsaid: null }
  } catch (error) {
    if (!isRefusedBlocks(error)) throw error
    const { text, unsaid } = wordsOf(intent.blocks, maxPosted)
    deps.log.error(
      { slackError: slackErrorCode(error), kind: intent.kind },
      'slack refused blocks, posting plain text',
    )
    // What was refused used up no turn.
    return { ...(await callSlack(deps, { method }, () => post({ text }))), unsaid }
  }
}

/** Changes a message. `isGone`: it cannot be changed any more, and what it should say must be said anew. */
export async function updateMessage(
  deps: OutboxDeps,
  intent: PostIntent,
  at: { channel: string; ts: string },
): Promise<{ isGone: boolean; unsaid: string | null }> {
  const isProgress = intent.isProgress ?? false
  const update = (content: { text: string; blocks: KnownBlock[] }) =>
    callSlack(deps, { method: 'chat.update', isProgress }, () =>
      deps.client.chat.update({ ...at, ...content }),
    )
  try {
    await update({ text: plainText(intent.blocks, maxUpdated), blocks: intent.blocks })
    return { isGone: false, unsaid: null }
  } catch (error) {
    const code = slackErrorCode(error) ?? ''
    if (isRefusedBlocks(error)) {
      deps.log.error(
        { slackError: code, kind: intent.kind },
        'slack refused blocks, updating with plain text',
      )
      const { text, unsaid } = wordsOf(intent.blocks, maxUpdated)
      await update({ text, blocks: [] })
      return { isGone: false, unsaid }
    }
    if (code === 'edit_window_closed' || isClosedPlace(error)) return { isGone: !isProgress, unsaid: null }
    // Somebody deleted the message: that is their right, and nothing is left to change.
    if (code === 'message_not_found' || code === 'cant_update_message') return { isGone: false, unsaid: null }
    throw error
  }
}

/** Looks for a message whose posting nobody knows the end of. */
export async function findPosted(
  deps: OutboxDeps,
  place: Place,
  post: { id: string; updated_at: Date },
): Promise<{ channelId: string; ts: string } | undefined> {
  const since = String((post.updated_at.getTime() - 60_000) / 1000)
  const search = { channel: place.channelId, include_all_metadata: true, oldest: since, limit: 200 }
  const { threadTs } = place
  const method = threadTs ? 'conversations.replies' : 'conversations.history'
  try {
    const { messages = [] } = await callSlack(deps, { method }, () =>
      threadTs
        ? deps.client.conversations.replies({ ...search, ts: threadTs })
        : deps.client.conversations.history(search),
    )
    const found = messages.find((message) => postIdOf(message) === post.id)
    return found?.ts ? { channelId: place.channelId, ts: found.ts } : undefined
  } catch (error) {
    if (!isRefusedForGood(error)) throw error
    // Rather twice than never.
    deps.log.warn(
      { slackError: slackErrorCode(error), method },
      'cannot look for a post whose answer was lost, posting again',
    )
    return undefined
  }
}

function postIdOf(message: object): unknown {
  if (!('metadata' in message)) return undefined
  const metadata = message.metadata as { event_payload?: { post_id?: unknown } } | undefined
  return metadata?.event_payload?.post_id
}

function wordsOf(blocks: KnownBlock[], maxCharacters: number): { text: string; unsaid: string | null } {
  const whole = plainText(blocks, Number.POSITIVE_INFINITY)
  if (whole === '') return { text: '(no text)', unsaid: null }
  if (whole.length <= maxCharacters) return { text: whole, unsaid: null }
  const text = `${plainText(blocks, maxUpdated - 100)}\n\nThe whole text follows as a file.`
  return { text, unsaid: unescaped(whole) }
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
