import { LogLevel, type Logger as BoltLogger } from '@slack/bolt'
import type { Logger } from '../log.ts'

/** Bolt logs what it is given as text, which may hold payloads: only its errors and warnings pass, without what they quote. */
export function boltLogger(log: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn({ said: firstLine(parts) }, 'slack library warns'),
    error: (...parts) => log.error({ said: firstLine(parts) }, 'slack library reports an error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  }
}

// Slack's libraries put what they were given into their sentences: a body that is no JSON, the name of a file. So a sentence is
// kept up to where that can begin, and of the rest the codes that are known.
function firstLine(parts: unknown[]): string {
  const line = String(parts[0]).split('\n')[0] ?? ''
  const said = /^[\w .,!#&-]*/.exec(line)?.[0].trim().slice(0, 120) ?? ''
  const codes = line.slice(said.length).match(knownCodes) ?? []
  return [said, ...new Set(codes)].join(' ').trim()
}

const knownCodes =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN|EADDRINUSE|invalid_auth|not_authed|account_inactive|token_revoked|token_expired|missing_scope|ratelimited|link_disabled|not_allowed_token_type|internal_error|fatal_error|service_unavailable|too_many_websockets|40[0-9]|429|50[0-9])\b/g
