import { LogLevel, type Logger as BoltLogger } from '@slack/bolt'
import type { Logger } from '../log.ts'

/** Bolt logs what it is given as text, which may hold payloads: only its errors and warnings pass, without arguments. */
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

function firstLine(parts: unknown[]): string {
  return String(parts[0]).split('\n')[0]?.slice(0, 300) ?? ''
}
