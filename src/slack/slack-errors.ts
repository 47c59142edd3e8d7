import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
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
  if (error instanceof WebAPIRateLimitedError) {
    return new AppError('slack_post_failed', `slack rate limit, retry after ${error.retryAfter} s`, {
      userMessage: 'Slack asked us to slow down for too long. The result is kept.',
      retryable: true,
      cause: error,
    })
  }
  return error
}
