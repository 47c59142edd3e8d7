import type { ConversationsMembersResponse, WebClient } from '@slack/web-api'
import type { AccessRules } from '../config.ts'
import type { Db } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { slackErrorCode } from './slack-errors.ts'

export interface Asking {
  userId: string
  teamId: string
  /** Null where it is done in no channel: the Home tab, a form. */
  channelId: string | null
}

const keepMs = 5 * 60_000
const memberMs = 60_000
const maxKept = 5000
/** Slack waits three seconds for an acknowledgement. */
const lookUpMs = 2000

interface Keeping<Answer> {
  key: string
  forMs?: number
  isWorthKeeping?: (answer: Answer) => boolean
}

type Kept = Map<string, { answer: unknown; until: number }>
const keptOf = new WeakMap<WebClient, Kept>()

/** Why this person may not do anything here, in words for them; null where they may. Refuses what it cannot check. */
export async function refusalFor(
  deps: { db: Db; client: WebClient; access: AccessRules; log: Logger },
  asking: Asking,
): Promise<string | null> {
  const { teams, channels } = deps.access
  if (teams.length > 0 && !teams.includes(asking.teamId)) return 'I am not to be used in this workspace.'
  const isDirect = asking.channelId === null || asking.channelId.startsWith('D')
  if (!isDirect && channels.length > 0 && !channels.includes(asking.channelId ?? ''))
    return 'I am not to be used in this channel. The operator of this installation says where.'
  try {
    const isSecret = !isDirect && (await isConfidentialChannel(deps.db, asking.channelId ?? ''))
    const access = isSecret ? { ...deps.access, guests: false, connect: false } : deps.access
    const [person, place] = await Promise.all([
      access.guests ? null : personRefusal(deps.client, asking),
      isDirect
        ? null
        : placeRefusal({ ...deps, access, isSecret }, { ...asking, channelId: asking.channelId ?? '' }),
    ])
    return person ?? place
  } catch (error) {
    // Without users:read, channels:read and groups:read nobody can be let in: the app must be installed again.
    deps.log.error({ err: error, slackError: slackErrorCode(error) }, 'cannot check who may use the bot')
    return 'I could not check just now whether you may do that here. Please try again.'
  }
}

async function personRefusal(client: WebClient, { userId, teamId }: Asking): Promise<string | null> {
  return kept(client, { key: `${teamId} ${userId}` }, async () => {
    const { user } = await client.users.info({ user: userId })
    const isFromElsewhere = user?.is_stranger === true || (user?.team_id ?? teamId) !== teamId
    return user?.is_restricted || user?.is_ultra_restricted || isFromElsewhere
      ? 'Guests cannot use me. Please ask a member of this workspace.'
      : null
  })
}

async function placeRefusal(
  { client, access, isSecret }: { client: WebClient; access: AccessRules; isSecret: boolean },
  asking: Asking & { channelId: string },
): Promise<string | null> {
  const channel = await kept(client, { key: asking.channelId }, () => channelOf(client, asking.channelId))
  if (channel === null) return 'I cannot see this channel. Please invite me, then try again.'
  if (channel.isConnect && !access.connect)
    return 'This channel is shared with another organisation, so I do not work here.'
  return (channel.isPrivate || isSecret) && !(await isMember(client, asking))
    ? 'You are not a member of that channel, so I do not work there for you.'
    : null
}

// Whatever the operator allows elsewhere, and whichever team somebody comes from: a channel has one id.
async function isConfidentialChannel(db: Db, channelId: string): Promise<boolean> {
  const row = await db
    .selectFrom('channel_setting')
    .select('channel_id')
    .where('channel_id', '=', channelId)
    .where('confidential', '=', true)
    .executeTakeFirst()
  return row !== undefined
}

interface Channel {
  isConnect: boolean
  isPrivate: boolean
}

async function channelOf(client: WebClient, id: string): Promise<Channel | null> {
  try {
    const { channel } = await client.conversations.info({ channel: id })
    return {
      isConnect: Boolean(channel?.is_ext_shared || channel?.is_pending_ext_shared),
      // Who is in a group's conversation sees it as long as they live.
      isPrivate: channel?.is_private === true && channel.is_mpim !== true,
    }
  } catch (error) {
    if (slackErrorCode(error) === 'channel_not_found') return null
    throw error
  }
}

// A form or a button outlives its person's membership. Who just came is looked for anew.
export async function isMember(
  client: WebClient,
  { userId, channelId }: { userId: string; channelId: string },
): Promise<boolean> {
  const membership = { key: `${channelId} ${userId}`, forMs: memberMs, isWorthKeeping: Boolean }
  return kept(client, membership, async () => {
    const pages = client.paginate('conversations.members', { channel: channelId, limit: 1000 })
    for await (const page of pages as AsyncIterable<ConversationsMembersResponse>)
      if (page.members?.includes(userId)) return true
    return false
  })
}

async function kept<Answer>(
  client: WebClient,
  { key, forMs = keepMs, isWorthKeeping = () => true }: Keeping<Answer>,
  lookUp: () => Promise<Answer>,
): Promise<Answer> {
  const answers: Kept = keptOf.get(client) ?? new Map()
  keptOf.set(client, answers)
  const known = answers.get(key)
  if (known && known.until > Date.now()) return known.answer as Answer
  const answer = await within(lookUp())
  if (isWorthKeeping(answer)) answers.set(key, { answer, until: Date.now() + forMs })
  const [oldest] = answers.keys()
  if (answers.size > maxKept && oldest !== undefined) answers.delete(oldest)
  return answer
}

async function within<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('slack did not answer in time')), lookUpMs)
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}
