import type { GenerationPurpose } from '../db/llm-tables.ts'
import { AppError } from '../errors.ts'
import type { Attempt } from './generation-log.ts'
import type { Model, ModelRequest } from './model.ts'
import { Unavailable } from './provider-errors.ts'

/** How often one subtask may ask before it gives up. */
const maxAttempts = 5

export interface NextAttempt {
  purpose: GenerationPurpose
  model: Model
  request: ModelRequest
}

/** What an attempt came to, in one word, as its row keeps it: the next one is decided by it. */
export function errorCodeOf(error: unknown): string {
  if (error instanceof Unavailable) return error.reason
  return error instanceof AppError ? error.code : 'unexpected'
}

const uselessAnswers = ['model_answer_invalid', 'model_refused']
/** Attempts that say nothing about the model: the process ended, or a person stopped them. */
const unfinished = ['stopped', 'interrupted']

/**
 * What to ask after the attempts of this run. It rests on nothing but their rows, so that any process goes on where
 * another one died: a useless answer is asked for once more, and an overloaded model gives way to the second one.
 * Undefined where nothing is left to try.
 */
export function nextAttempt(
  of: { model: Model; fallback: Model | null; request: ModelRequest },
  attempts: Attempt[],
): NextAttempt | undefined {
  const counted = attempts.filter((attempt) => !unfinished.includes(attempt.error_code ?? 'unfinished'))
  const useless = counted.filter((attempt) => uselessAnswers.includes(attempt.error_code ?? ''))
  if (counted.length >= maxAttempts || useless.length > 1) return undefined
  const last = counted.at(-1)
  const isOverloaded = last?.error_code === 'overload' || last?.error_code === 'rate-limit'
  // The second model's own trouble sends it back to the first.
  const isOwn = last?.model_requested === of.model.name && last.provider === of.model.provider
  const model = of.fallback && isOverloaded && isOwn ? of.fallback : of.model
  const [spoilt] = useless
  if (!spoilt) return { purpose: 'answer', model, request: of.request }
  const repair = { answer: spoilt.answer ?? '', problem: problemOf(spoilt) }
  return { purpose: 'repair', model, request: { ...of.request, repair } }
}

// What the model is told of its first answer; never the document's or the answer's words.
function problemOf({ error_code, finish_reason }: Attempt): string {
  if (error_code === 'model_refused')
    return 'You declined to answer. The document is being reviewed for the people it concerns, who are entitled to it. Answer what you can in the form asked for, and name in not_found what you cannot answer.'
  if (finish_reason === 'truncated')
    return 'Your answer was cut off because it was too long. Answer again, complete but shorter: at most eight findings, the most important ones, each in one or two sentences.'
  return 'Your answer was not in the form asked for and could not be read. Answer again, with the same content, in exactly that form and nothing else.'
}
