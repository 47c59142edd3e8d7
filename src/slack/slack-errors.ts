import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { AppError } from '../errors.ts'
import { NotYet } from '../queue/not-yet.ts'

/** Slack's own code for a refused call ("not_in_channel"), or null for anything else. */
export function slackErrorCode(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}

const refusedForms = [
  'block_mismatch',
  'cannot_parse_attachment',
  'invalid_arguments',
  'invalid_attachments',
  'msg_too_long',
  'no_text',
]

/** The message's form was refused, not the message: its words can still be posted. */
export function isRefusedBlocks(error: unknown): boolean {
  const code = slackErrorCode(error) ?? ''
  return refusedForms.includes(code) || /^(?:invalid_blocks|msg_blocks_|cannot_parse_block)/.test(code)
}

/** Why the bot may not write there, for people; the codes for which another place may do. */
const closedPlaces: Record<string, string> = {
  not_in_channel: 'I am not a member there. `/invite` me, and I answer in the channel.',
  channel_not_found: 'I am not a member there. `/invite` me, and I answer in the channel.',
  is_archived: 'The channel is archived.',
  restricted_action: 'Only some people may post there.',
  restricted_action_read_only_channel: 'Only some people may post there.',
  restricted_action_thread_only_channel: 'Only some people may post there.',
  restricted_action_non_threadable_channel: 'Nobody may answer in threads there.',
  restricted_action_thread_locked: 'The thread is locked.',
  posting_to_channel_denied: 'I may not post there.',
  thread_not_found: 'The thread is gone.',
}

/** Why the bot may not write in a place, in words for people; null where that is not the trouble. */
export function closedPlaceReason(error: unknown): string | null {
  return closedPlaces[slackErrorCode(error) ?? ''] ?? null
}

/** The bot may not write there. */
export function isClosedPlace(error: unknown): boolean {
  return closedPlaceReason(error) !== null
}

const passingCodes = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'team_added_to_org',
  'request_timeout',
]

/** Refused in so many words, and it would be again. */
export function isRefusedForGood(error: unknown): boolean {
  const code = slackErrorCode(error)
  return code !== null && code !== 'ratelimited' && !passingCodes.includes(code)
}

/** For the queue: refused for good, worth another try, or not before a time. */
export function toAppError(error: unknown): unknown {
  if (error instanceof WebAPIRateLimitedError)
    return new NotYet(new Date(Date.now() + error.retryAfter * 1000))
  if (error instanceof WebAPIPlatformError) return refusal(error)
  const isPassing = error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError
  if (!isPassing) return error
  return new AppError('slack_post_failed', `slack cannot be reached: ${error.message}`, {
    userMessage: 'Slack could not be reached for too long. The result is kept: `npx paralegal log` shows it.',
    retryable: true,
    cause: error,
  })
}

const operatorWords: Record<string, string> = {
  missing_scope: 'install the app again with the scopes of manifest.yml',
  invalid_auth: 'check SLACK_BOT_TOKEN',
  not_authed: 'check SLACK_BOT_TOKEN',
  token_revoked: 'install the app again',
  token_expired: 'install the app again',
  account_inactive: 'install the app again',
}

function refusal(error: WebAPIPlatformError): AppError {
  const code = error.data.error
  const needed = 'needed' in error.data ? ` (needs ${String(error.data.needed)})` : ''
  const todo = operatorWords[code]
  const userMessage = todo
    ? `Slack does not let me do that: ${code}${needed}. Whoever runs Paralegal can mend it: ${todo}. Nothing is lost; ask again afterwards.`
    : `Slack did not accept the message (${code}). The result is kept: \`npx paralegal log\` shows it.`
  return new AppError('slack_post_failed', `slack refused: ${code}${needed}${todo ? `: ${todo}` : ''}`, {
    userMessage,
    retryable: passingCodes.includes(code),
    cause: error,
  })
}
