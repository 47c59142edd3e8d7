import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { Answer } from './answer.ts'
import { describe, endGeneration, restoreAnswers } from './end-generation.ts'
import { beginGeneration, findFinished, promptParts, readAttempts } from './generation-log.ts'
import type { Model, ModelReply, ModelRequest } from './model.ts'

/** How often one subtask may ask a model before it gives up. */
const maxAttempts = 5
/** An answer that cannot be read is paid for all the same. */
const maxInvalidAnswers = 2

export interface GenerateCall {
  taskId: string
  subtaskId: string
  /** Whether a model was asked for this subtask before. */
  wasAsked: boolean
  requestedBy: string
  gitCommit: string | null
  /** How long the model may take. */
  timeoutMs: number
  rendered: { template: string; version: number; hash: string }
  request: ModelRequest
}

export interface Generated {
  generationId: string
  answer: Answer
}

/**
 * The one door to a model. Every attempt is a row with its prompt before the call and its answer, usage and cost
 * after it; an answer that was already paid for is returned from there. Throws the model's AppError, or
 * `model_answer_invalid` / `model_refused` where the answer is no use.
 */
export async function generate(
  deps: { db: Db; model: Model; answersFolder: string },
  call: GenerateCall,
  signal: AbortSignal,
): Promise<Generated> {
  const parts = promptParts(call.request)
  let attempts = call.wasAsked ? await readAttempts(deps.db, call.subtaskId, parts) : []
  // The process that made this call is gone, or gave up on the database; its answer may lie in a file.
  if (attempts.some(({ state }) => state === 'running')) {
    await restoreAnswers(deps)
    attempts = await readAttempts(deps.db, call.subtaskId, parts)
  }
  const finished = findFinished(attempts)
  if (finished) return { generationId: finished.id, answer: parseAnswer(finished.answer ?? '') }

  const generation = await beginGeneration(deps, call, { parts, attempts, maxAttempts })
  const startedAt = performance.now()
  const outcome = await ask(deps.model, call, signal)
  await endGeneration(deps, generation.id, {
    provider: deps.model.provider,
    reply: outcome.reply,
    error: outcome.answer ? null : describe(outcome.error),
    ms: Math.round(performance.now() - startedAt),
    at: new Date(),
  })
  if (!outcome.answer) throw atLastTry(outcome.error, generation.tries)
  return { generationId: generation.id, answer: outcome.answer }
}

type Outcome =
  | { reply: ModelReply; answer: Answer }
  /** With a reply where the call was paid for but its answer is no use. */
  | { reply: ModelReply | null; answer: null; error: unknown }

async function ask(model: Model, call: GenerateCall, signal: AbortSignal): Promise<Outcome> {
  let reply: ModelReply | null = null
  try {
    reply = await withinTime(call.timeoutMs, signal, (stop) => model.generate(call.request, { signal: stop }))
    return { reply, answer: answerOf(reply) }
  } catch (error) {
    return { reply, answer: null, error }
  }
}

async function withinTime<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    return await work(AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (!timeout.aborted || signal.aborted) throw error
    throw new AppError('model_unavailable', `no answer within ${timeoutMs} ms`, {
      userMessage:
        'The model did not answer in time, in several attempts. The document is kept; please try again later.',
      retryable: true,
      cause: error,
    })
  }
}

function answerOf(reply: ModelReply): Answer {
  if (reply.finishReason === 'refused') {
    throw new AppError('model_refused', `${reply.model} refused`, {
      userMessage:
        'The model declined to answer this question. The document is kept; another model may answer it.',
    })
  }
  if (reply.finishReason === 'truncated') {
    throw new AppError('model_answer_invalid', `${reply.model} was cut at its output limit`, {
      userMessage: 'The answer was longer than allowed and was cut off, so it is not shown.',
    })
  }
  return parseAnswer(reply.text)
}

function parseAnswer(text: string): Answer {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(error)
  }
  const parsed = Answer.safeParse(value)
  if (!parsed.success) throw unreadable(parsed.error)
  return parsed.data
}

function unreadable(cause: unknown): AppError {
  return new AppError('model_answer_invalid', 'the answer does not fit the schema', {
    userMessage:
      'The model answered in a form that could not be read, more than once. The document is kept; please try again.',
    retryable: true,
    cause,
  })
}

// The queue tries a retryable error again; the last allowed attempt turns it into a permanent one.
function atLastTry(error: unknown, tries: number): unknown {
  if (
    !(error instanceof AppError) ||
    !error.retryable ||
    tries < (error.code === 'model_answer_invalid' ? maxInvalidAnswers : maxAttempts)
  )
    return error
  return new AppError(error.code, error.message, { userMessage: error.userMessage, cause: error })
}
