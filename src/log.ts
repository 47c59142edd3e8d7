import { pino, type Logger, type LoggerOptions } from 'pino'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'
import { currentIds } from './ids.ts'

export type { Logger }

/**
 * The one root logger: JSON lines on stderr, ids and numbers only; each carries the ids of the work that it was written in.
 * Content of documents, prompts and answers lives in the database; the redaction here is the net under that rule, not the rule.
 */
export function createLog(config: Pick<Config, 'logLevel'>): Logger {
  return pino(logOptions(config.logLevel), pino.destination({ dest: 2, sync: true }))
}

/** How a line is made of what is logged. */
export function logOptions(level: Config['logLevel']): LoggerOptions {
  return {
    level,
    redact: {
      paths: [
        'token',
        'apiKey',
        'authorization',
        'text',
        'prompt',
        'answer',
        'fileName',
        'file_name',
        '*.token',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
    serializers: { err: errorFields },
    mixin: () => currentIds(),
  }
}

// Errors of others carry request bodies as properties and pieces of content in their messages (a JSON parser quotes
// what it could not read): of them only kind, code and place are written down.
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const isOurs = error instanceof AppError
  const cause = error.cause === undefined ? undefined : errorFields(error.cause)
  return {
    name: error.name,
    code,
    message: isOurs ? error.message : undefined,
    stack: placesOf(error),
    cause,
  }
}

// A stack begins with the message, which may have lines that look like places.
function placesOf({ message, stack = '' }: Error): string | undefined {
  const places = stack.slice(stack.indexOf(message) + message.length).split('\n')
  return places.filter((line) => line.startsWith('    at ')).join('\n') || undefined
}
