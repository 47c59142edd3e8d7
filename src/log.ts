import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

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

// Vendor errors carry request bodies and headers as properties; only these fields are safe to write down.
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const { name, message, stack } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const cause = error.cause === undefined ? undefined : errorFields(error.cause)
  return { name, message, code, stack, cause }
}
