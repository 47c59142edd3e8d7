import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isAway } from '../db/is-away.ts'
import { AppError, userMessageOf, type ErrorCode } from '../errors.ts'
import type { Logger } from '../log.ts'

export interface Problem {
  status: ContentfulStatusCode
  code:
    | ErrorCode
    | 'api_off'
    | 'unauthorized'
    | 'no_such_path'
    | 'method_not_allowed'
    | 'content_type_unsupported'
    | 'task_ended'
    | 'internal'
  message: string
}

/** The one shape of every answer that is not what was asked for. */
export function sendProblem(c: Context, { status, code, message }: Problem): Response {
  return c.json({ error: { code, message } }, status)
}

/** The answer to anything thrown: only words that are meant for people go out. */
export function answerError(c: Context, error: unknown, log: Logger): Response {
  if (error instanceof HTTPException) return error.getResponse()
  if (error instanceof AppError) {
    const status = statuses[error.code] ?? 500
    if (status === 500) log.error({ err: error }, 'api request failed')
    return sendProblem(c, { status, code: error.code, message: error.userMessage })
  }
  if (isAway(error)) {
    log.warn({ err: error }, 'api request met no database')
    c.header('retry-after', '5')
    return sendProblem(c, away)
  }
  log.error({ err: error }, 'api request failed')
  return sendProblem(c, { status: 500, code: 'internal', message: userMessageOf(error) })
}

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  document_empty: 400,
  document_too_large: 413,
  task_not_found: 404,
  usage: 400,
  user_limit: 429,
}

const away: Problem = {
  status: 503,
  code: 'database_unavailable',
  message:
    'The database does not answer just now. Please ask again, with the same Idempotency-Key if you sent one.',
}
