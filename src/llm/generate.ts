import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import type { Answer } from './answer.ts'
import { askModel, type AskDeps } from './ask-model.ts'
import { describe, endGeneration, restoreAnswers } from './end-generation.ts'
import { beginGeneration, findFinished, promptParts, readAttempts, type Attempt } from './generation-log.ts'
import type { Model, ModelRequest } from './model.ts'
import { modelName } from './model-name.ts'
import { errorCodeOf, nextAttempt, type NextAttempt } from './next-attempt.ts'
import { parseAnswer, readAnswer } from './read-answer.ts'
import { redactRequest, restoreAnswer } from './redact-request.ts'
import { inSpan } from './span.ts'

export interface GenerateDeps extends AskDeps {
  db: Db
  answersFolder: string
  /** Seal what lies there. */
  keys: Buffer[]
}

export interface GenerateCall {
  taskId: string
  subtaskId: string
  /** Whether a model was asked for this subtask before. */
  wasAsked: boolean
  /** Attempts up to this number are not taken for an answer. */
  discardedAttempts: number
  requestedBy: string
  gitCommit: string | null
  /** How long the model may take. */
  timeoutMs: number
  /** Who waits for it: higher goes first. */
  priority: number
  model: Model
  /** Asked while the other one is overloaded; null for none. */
  fallback: Model | null
  rendered: { template: string; version: number; hash: string }
  /** In clear; what leaves has placeholders where there is a redaction. */
  request: ModelRequest
  redaction: Redaction | null
  /** Tokens of system text and document where they were counted. */
  prefixTokens: number | null
}

export interface Generated {
  generationId: string
  answer: Answer
}

/**
 * The one door to a model. Every attempt is a row with its prompt before the call and its answer, usage and cost
 * after it; an answer that was already paid for is returned from there. Throws the model's AppError, or
 * `model_answer_invalid` / `model_refused` where the answer is no use the second time too.
 */
export async function generate(
  deps: GenerateDeps,
  asked: GenerateCall,
  signal: AbortSignal,
): Promise<Generated> {
  const { redaction } = asked
  // From here on there is nothing else: not to be sent, and not to be logged.
  const call = { ...asked, request: await redactRequest(redaction, asked.request) }
  const generated = await askUntilUsable(deps, call, signal)
  return { ...generated, answer: restoreAnswer(redaction, generated.answer) }
}

async function askUntilUsable(
  deps: GenerateDeps,
  call: GenerateCall,
  signal: AbortSignal,
): Promise<Generated> {
  const attempts = await findAttempts(deps, call)
  const usable = attempts.filter(({ attempt }) => attempt > call.discardedAttempts)
  const finished = findFinished(usable, promptParts(call.request))
  if (finished) return { generationId: finished.id, answer: parseAnswer(finished.answer ?? '') }

  let error: unknown = tooManyAttempts()
  for (;;) {
    const next = nextAttempt(
      call,
      attempts.filter(({ isOfThisRun }) => isOfThisRun),
    )
    if (!next) throw forGood(error)
    const { attempt, ...outcome } = await makeAttempt(
      deps,
      { call, next: await aroundPause(deps, call, next), attempts },
      signal,
    )
    if (outcome.answer) return { generationId: attempt.id, answer: outcome.answer }
    attempts.push(attempt)
    error = outcome.error
    if (!goesOnAtOnce(call, attempt)) throw isLast(call, attempts) ? forGood(error) : error
  }
}

// While nobody asks the first model, the second one answers.
async function aroundPause(deps: GenerateDeps, call: GenerateCall, next: NextAttempt): Promise<NextAttempt> {
  if (!call.fallback || next.model !== call.model) return next
  const pausedMs = await deps.governor.pausedMs(modelName(call.model))
  return pausedMs > 0 ? { ...next, model: call.fallback } : next
}

async function findAttempts(deps: GenerateDeps, call: GenerateCall): Promise<Attempt[]> {
  if (!call.wasAsked) return []
  const attempts = await readAttempts(deps.db, call.subtaskId)
  if (!attempts.some(({ state }) => state === 'running')) return attempts
  // The process that made this call is gone, or gave up on the database; its answer may lie in a file.
  await restoreAnswers(deps)
  return readAttempts(deps.db, call.subtaskId)
}

type Outcome = { answer: Answer } | { answer: null; error: unknown }

async function makeAttempt(
  deps: GenerateDeps,
  { call, next: planned, attempts }: { call: GenerateCall; next: NextAttempt; attempts: Attempt[] },
  signal: AbortSignal,
): Promise<Outcome & { attempt: Attempt }> {
  const next = { ...planned, request: await readable(planned) }
  const begun = await beginGeneration(deps.db, { call, next, attempts })
  const question = {
    ...call,
    ...next,
    callId: begun.id,
    template: call.rendered.template,
    prefixTokens: next.model === call.model ? call.prefixTokens : null,
  }
  const asked = await inSpan(question, () => askModel(deps, question, signal))
  const outcome = outcomeOf(asked)
  const errorCode = outcome.answer ? null : signal.aborted ? 'stopped' : errorCodeOf(outcome.error)
  const { reply, waitedMs, ms } = asked
  await endGeneration(deps, begun.id, {
    provider: next.model.provider,
    reply,
    parsed: outcome.answer,
    errorCode,
    error: outcome.answer ? null : describe(outcome.error),
    waitedMs,
    ms,
    at: new Date(),
  })
  const attempt = {
    ...begun,
    state: outcome.answer ? ('done' as const) : ('failed' as const),
    error_code: errorCode,
    answer: reply?.text ?? null,
    finish_reason: reply?.finishReason ?? null,
  }
  return { ...outcome, attempt }
}

// A model that reads no files or no pictures is given the text.
async function readable({ model, request }: NextAttempt): Promise<ModelRequest> {
  const { file, pictures } = request.document
  if (file === null && pictures.length === 0) return request
  const { readsPdf, readsImages } = await model.capabilities()
  const read = { file: readsPdf ? file : null, pictures: readsImages ? pictures : [] }
  return { ...request, document: { ...request.document, ...read } }
}

function outcomeOf({ reply, error }: Awaited<ReturnType<typeof askModel>>): Outcome {
  if (!reply) return { answer: null, error }
  try {
    return { answer: readAnswer(reply) }
  } catch (useless) {
    return { answer: null, error: useless }
  }
}

// A useless answer and an overload with a second model at hand need no waiting; the queue waits before all else.
function goesOnAtOnce(call: GenerateCall, { error_code, model_requested }: Attempt): boolean {
  if (error_code === 'model_answer_invalid' || error_code === 'model_refused') return true
  const isOverloaded = error_code === 'overload' || error_code === 'rate-limit'
  return isOverloaded && call.fallback !== null && model_requested === call.model.name
}

function isLast(call: GenerateCall, attempts: Attempt[]): boolean {
  return (
    nextAttempt(
      call,
      attempts.filter(({ isOfThisRun }) => isOfThisRun),
    ) === undefined
  )
}

// The queue tries a retryable error again; the last allowed attempt turns it into a permanent one.
function forGood(error: unknown): unknown {
  if (!(error instanceof AppError) || !error.retryable) return error
  return new AppError(error.code, error.message, { userMessage: error.userMessage, cause: error })
}

function tooManyAttempts(): AppError {
  return new AppError('model_unavailable', 'no attempt left', {
    userMessage:
      'The model could not be reached in several attempts. The document is kept; please try again later.',
  })
}
