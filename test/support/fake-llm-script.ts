import type { Answer } from '../../src/llm/answer.ts'
import type { Finish } from './fake-llm-shapes.ts'

/** What the fake does with a request. */
export interface Script {
  answer?: Answer | string
  /** From the beginning of the answer to its words. */
  delayMs?: number
  /** Goes on only then. */
  after?: Promise<unknown>
  /** Until the answer begins. */
  firstTokenMs?: number
  /** The answer never begins. */
  hangs?: true
  /** An HTTP error in the vendor's form, after the delay. */
  status?: number
  errorType?: string
  /** What the error says besides; vendors have been seen to repeat keys and files. */
  errorText?: string
  /** The error repeats the caller's key and what was sent. */
  echoesRequest?: true
  retryAfterSeconds?: number
  finish?: Finish
  /** An error of this type inside the stream, after half of the answer's words. */
  errorInStream?: string
  /** That error comes before the first of them. */
  isBeforeWords?: true
  /** OpenAI: that error comes as `response.failed`. */
  isFailedResponse?: true
  /** The connection is cut: before anything is said, once the answer has begun, or after half of it. */
  cut?: true | 'at once' | 'in the middle'
  /** Only where the fake does not count for itself. */
  cacheRead?: number
}

export const emptyAnswer: Answer = { answer: 'Nothing to say.', findings: [], not_found: [] }

/** Answers that are no use. */
export const useless = {
  invalidJson: '{"answer": "It is governed by',
  wrongShape: JSON.stringify({ answer: 5, results: ['one'], not_found: null }),
}
