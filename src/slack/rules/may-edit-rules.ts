import type { WebClient } from '@slack/web-api'
import { isAdmin } from '../admins.ts'
import { slackErrorCode } from '../slack-errors.ts'

export interface EditorDeps {
  client: WebClient
  /** Listed by the operator. */
  admins: string[]
}

/** Whether somebody may change a channel's rules: an admin, or who created the channel. */
export async function mayEditRules(
  deps: EditorDeps,
  { userId, channelId }: { userId: string; channelId: string },
): Promise<boolean> {
  return (await isAdmin(deps, userId)) || (await creatorOf(deps.client, channelId)) === userId
}

/** Whether the bot is in a channel, and so hears of its files. */
export async function isInChannel(client: WebClient, channelId: string): Promise<boolean> {
  const channel = await readChannel(client, channelId)
  return channel?.is_member === true && !channel.is_im && !channel.is_mpim
}

const maxKept = 1000
// A channel keeps its creator.
const creatorsOf = new WeakMap<WebClient, Map<string, string>>()

async function creatorOf(client: WebClient, channelId: string): Promise<string | null> {
  const creators = creatorsOf.get(client) ?? new Map<string, string>()
  creatorsOf.set(client, creators)
  const known = creators.get(channelId)
  if (known !== undefined) return known
  const creator = (await readChannel(client, channelId))?.creator
  if (!creator) return null
  creators.set(channelId, creator)
  const [oldest] = creators.keys()
  if (creators.size > maxKept && oldest !== undefined) creators.delete(oldest)
  return creator
}

async function readChannel(client: WebClient, channelId: string) {
  try {
    return (await client.conversations.info({ channel: channelId })).channel ?? null
  } catch (error) {
    // A private channel without the bot.
    if (slackErrorCode(error) === 'channel_not_found') return null
    throw error
  }
}
