import type { WebClient } from '@slack/web-api'
import type { AccessRules } from '../config.ts'
import type { Logger } from '../log.ts'
import { slackErrorCode } from './slack-errors.ts'

export interface Asking {
  userId: string
  teamId: string
  /** Null where it is done in no channel: the Home tab, a form. */
  channelId: string | null
}

const keepMs = 5 * 60_000
const maxKept = 5000
/** Slack waits three seconds for an acknowledgement. */
const lookUpMs = 2000

type Kept = Map<string, { refusal: string | null; until: number }>
const keptOf = new WeakMap<WebClient, Kept>()

/** Why this person may not do anything here, in words for them; null where they may. Refuses what it cannot check. */
export async function refusalFor(
  deps: { client: WebClient; access: AccessRules; log: Logger },
  asking: Asking,
): Promise<string | null> {
  const { teams, channels } = deps.access
  if (teams.length > 0 && !teams.includes(asking.teamId)) return 'I am not to be used in this workspace.'
  const isDirect = asking.channelId === null || asking.channelId.startsWith('D')
  if (!isDirect && channels.length > 0 && !channels.includes(asking.channelId ?? ''))
    return 'I am not to be used in this channel. The operator of this installation says where.'
  try {
    const [person, place] = await Promise.all([
      deps.access.guests ? null : personRefusal(deps.client, asking),
      deps.access.connect || isDirect ? null : placeRefusal(deps.client, asking.channelId ?? ''),
    ])
    return person ?? place
  } catch (error) {
    // Without users:read, channels:read and groups:read nobody can be let in: the app must be installed again.
    deps.log.error({ err: error, slackError: slackErrorCode(error) }, 'cannot check who may use the bot')
    return 'I could not check just now whether you may do that here. Please try again.'
  }
}

async function personRefusal(client: WebClient, { userId, teamId }: Asking): Promise<string | null> {
  return kept(client, `${teamId} ${userId}`, async () => {
    const { user } = await client.users.info({ user: userId })
    const isFromElsewhere = user?.is_stranger === true || (user?.team_id ?? teamId) !== teamId
    return user?.is_restricted || user?.is_ultra_restricted || isFromElsewhere
      ? 'Guests cannot use me. Please ask a member of this workspace.'
      : null
  })
}

async function placeRefusal(client: WebClient, channelId: string): Promise<string | null> {
  return kept(client, channelId, async () => {
    const { channel } = await client.conversations.info({ channel: channelId })
    return channel?.is_ext_shared || channel?.is_pending_ext_shared
      ? 'This channel is shared with another organisation, so I do not work here.'
      : null
  }).catch((error: unknown) => {
    if (slackErrorCode(error) !== 'channel_not_found') throw error
    return 'I cannot see this channel. Please invite me, then try again.'
  })
}

async function kept(
  client: WebClient,
  key: string,
  lookUp: () => Promise<string | null>,
): Promise<string | null> {
  const answers: Kept = keptOf.get(client) ?? new Map()
  keptOf.set(client, answers)
  const known = answers.get(key)
  if (known && known.until > Date.now()) return known.refusal
  const refusal = await within(lookUp())
  answers.set(key, { refusal, until: Date.now() + keepMs })
  const [oldest] = answers.keys()
  if (answers.size > maxKept && oldest !== undefined) answers.delete(oldest)
  return refusal
}

async function within<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('slack did not answer in time')), lookUpMs)
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}
