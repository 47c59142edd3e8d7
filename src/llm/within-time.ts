import { AppError } from '../errors.ts'
import type { ModelReply } from './model.ts'

/** A model's reply, if it comes in time; else `model_unavailable`, thrown or, where the answer had begun, in the reply. */
export async function withinTime(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<ModelReply>,
): Promise<ModelReply> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const isTooSlow = () => timeout.aborted && !signal.aborted
  try {
    const reply = await work(AbortSignal.any([signal, timeout]))
    return reply.finishReason === 'broken' && isTooSlow()
      ? { ...reply, error: tooSlow(timeoutMs, reply.error) }
      : reply
  } catch (error) {
    throw isTooSlow() ? tooSlow(timeoutMs, error) : error
  }
}

function tooSlow(timeoutMs: number, cause: unknown): AppError {
  return new AppError('model_unavailable', `no answer within ${timeoutMs} ms`, {
    userMessage:
      'The model did not answer in time, in several attempts. The document is kept; please try again later.',
    retryable: true,
    cause,
  })
}
