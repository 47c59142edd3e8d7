import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'

export type { Logger }

/**
 * The one root logger: JSON lines on stderr, ids and numbers only. Content of documents, prompts and answers
 * lives in the database; the redaction here is the net under that rule, not the rule.
 */
export function createLog(config: Pick<Config, 'logLevel'>): Logger {
  return pino(
    {
      level: config.logLevel,
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
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

// Errors of others carry request bodies as properties and pieces of content in their messages (a JSON parser quotes
// what it could not read): of them only kind, code and place are written down.
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const isOurs = error instanceof AppError
  const stack = error.stack?.slice(error.stack.indexOf('\n    at ') + 1)
  const cause = error.cause === undefined ? undefined : errorFields(error.cause)
  return { name: error.name, code, message: isOurs ? error.message : undefined, stack, cause }
}
