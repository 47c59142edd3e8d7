import type { Document } from '../documents/document.ts'
import type { Answer, Severity } from './answer.ts'

/** One thing a subtask wants to know. Language models read it in the prompt; the offline model searches for it. */
export interface Question {
  /** Short name, shown as the finding's title by the offline model: "Governing law". */
  title: string
  /** The question in one sentence. */
  ask: string
  /** Severity the offline model gives to a hit. */
  severity: Severity
  /** Why it matters, in one sentence: the offline model's explanation. */
  why: string | null
  /** What to do, in one sentence: the offline model's recommendation. */
  recommend: string | null
}

/** What a part of a task found, as the combining call reads it. */
export interface PartAnswer extends Answer {
  title: string
}

export interface ModelRequest {
  /** Identical for all subtasks of a task, as is the document: the vendors cache this prefix. */
  system: string
  document: { title: string; content: Document }
  /** The subtask's own text; always last. */
  prompt: string
  questions: Question[]
  /** The answers to combine; null for a part. Language models read them in the prompt. */
  answers: PartAnswer[] | null
  maxOutputTokens: number
}

/** Tokens as billed; `input` excludes cache reads and writes for every provider. */
export interface Usage {
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  reasoning: number
}

export type FinishReason = 'complete' | 'truncated' | 'refused'

export interface ModelReply {
  /** The answer as the model wrote it: JSON that should fit `Answer`. Parsed by the caller, never by an SDK. */
  text: string
  /** The model that really answered. */
  model: string
  usage: Usage
  finishReason: FinishReason
  requestId: string | null
  msToFirstToken: number | null
}

/** A provider adapter: maps request, reply and errors, nothing else. No retry, no logging. */
export interface Model {
  provider: 'anthropic' | 'openai' | 'offline'
  /** The model asked for. */
  name: string
  /** Words that must stand wherever an answer of this model is shown, or null. */
  notice: string | null
  /**
   * Throws AppError: `model_unavailable` (retryable: overload, rate limit, network, 5xx),
   * `model_rejected_request` (permanent: bad key, bad request, too long). Aborting throws the signal's reason.
   */
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>
}
