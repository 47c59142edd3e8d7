import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { AppError } from '../errors.ts'

/** Slack's own code for a refused call ("not_in_channel"), or null for anything else. */
export function slackErrorCode(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}

/** The message's form was refused, not the message: its words can still be posted. */
export function isRefusedBlocks(error: unknown): boolean {
  const refused = [
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_blocks_too_long',
    'msg_blocks_too_many',
    'block_mismatch',
  ]
  return refused.includes(slackErrorCode(error) ?? '')
}

/** The bot may not write there. */
export function isClosedPlace(error: unknown): boolean {
  const closed = [
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'restricted_action',
    'thread_not_found',
  ]
  return closed.includes(slackErrorCode(error) ?? '')
}

/** For the queue: refused for good, or worth another try later. */
export function toAppError(error: unknown): unknown {
  const code = slackErrorCode(error)
  if (code !== null) {
    const passing = [
      'internal_error',
      'fatal_error',
      'service_unavailable',
      'ratelimited',
      'request_timeout',
    ].includes(code)
    return new AppError('slack_post_failed', `slack refused: ${code}`, {
      userMessage: `Slack did not accept the message (${code}). The result is kept: \`npx paralegal log\` shows it.`,
      retryable: passing,
      cause: error,
    })
  }
  const isPassing =
    error instanceof WebAPIRateLimitedError ||
    error instanceof WebAPIRequestError ||
    error instanceof WebAPIHTTPError
  if (!isPassing) return error
  return new AppError('slack_post_failed', `slack cannot be reached: ${error.message}`, {
    userMessage: 'Slack could not be reached for too long. The result is kept: `npx paralegal log` shows it.',
    retryable: true,
    cause: error,
  })
}
