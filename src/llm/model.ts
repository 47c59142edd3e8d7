import type { Document } from '../documents/document.ts'
import type { ImageType } from '../documents/image-type.ts'
import type { Answer, Severity } from './answer.ts'
import type { Effort } from './effort.ts'

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

/** The file itself, for models that read its layout. */
export interface DocumentFile {
  mediaType: 'application/pdf'
  bytes: Uint8Array
}

/** A page of the document as a picture. */
export interface PagePicture {
  /** Null where the document is this one picture. */
  page: number | null
  mediaType: ImageType
  bytes: Uint8Array
}

export interface ModelRequest {
  /** Identical for all subtasks of a task, as is the document: the vendors cache this prefix. */
  system: string
  document: {
    title: string
    content: Document
    /** Sent in place of the text; null where the text is enough or the model reads no files. */
    file: DocumentFile | null
    /** Of pages that are pictures, besides the text; none where the model reads no pictures. */
    pictures: PagePicture[]
  }
  /** The subtask's own text; always last. */
  prompt: string
  questions: Question[]
  /** The answers to combine; null for a part. Language models read them in the prompt. */
  answers: PartAnswer[] | null
  /** The model's first answer and what was wrong with it, where it is asked again; else null. */
  repair: { answer: string; problem: string } | null
  /** Whether other calls begin with the same system text and document: then the provider is to cache them. */
  sharesPrefix: boolean
  maxOutputTokens: number
  /** Null: as much thought as the model gives by itself. */
  effort: Effort | null
}

/** Tokens as billed; `input` excludes cache reads and writes for every provider. */
export interface Usage {
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  reasoning: number
}

/** `broken`: the answer had begun, and been paid for, when the connection, the provider or a person ended it. */
export type FinishReason = 'complete' | 'truncated' | 'refused' | 'broken'

export interface ModelReply {
  /** The answer as the model wrote it: JSON that should fit `Answer`. Parsed by the caller, never by an SDK. */
  text: string
  /** The model that really answered. */
  model: string
  usage: Usage
  finishReason: FinishReason
  /** What ended a broken one. */
  error?: unknown
  requestId: string | null
  msToFirstToken: number | null
}

/** What a provider says in its headers of one of its limits. */
export interface ReportedLimit {
  perMinute: number
  left: number
}

export interface ReportedLimits {
  requests: ReportedLimit | null
  input: ReportedLimit | null
  /** Null too where input and output share one limit, which is then `input`. */
  output: ReportedLimit | null
}

/** What the caller of a model hears while it answers. */
export interface ModelCall {
  signal: AbortSignal
  /** The answer begins: what stands before it is in the provider's cache now. */
  onStart?: () => void
  /** With every response of the provider, also one that refuses. */
  onLimits?: (limits: ReportedLimits) => void
}

/** What a model can do, as its provider says or as is known of the provider. */
export interface Capabilities {
  /** Tokens it reads and writes at most; null where nobody says. */
  maxInputTokens: number | null
  maxOutputTokens: number | null
  readsPdf: boolean
  readsImages: boolean
  /** Whether it can be told how much thought to give. */
  takesEffort: boolean
  /** The shortest beginning that its provider caches, in tokens; null where calls share no cache. */
  minCachedTokens: number | null
  /** How calls are counted against its limits; null where it has none. */
  limits: 'anthropic' | 'openai' | null
}

/** A provider adapter: maps request, reply and errors, nothing else. No retry, no logging. */
export interface Model {
  provider: 'anthropic' | 'openai' | 'offline'
  /** The model asked for. */
  name: string
  /** Words that must stand wherever an answer of this model is shown, or null. */
  notice: string | null
  /** Asked of the provider once, where it says; never throws. */
  capabilities(): Promise<Capabilities>
  /** Tokens of system text and document as the provider counts them; null where it does not, or not now. */
  countTokens(request: Pick<ModelRequest, 'system' | 'document'>, signal: AbortSignal): Promise<number | null>
  /** What goes to the provider besides texts, for the log. */
  parameters(request: ModelRequest): Record<string, unknown>
  /**
   * Throws AppError: `model_unavailable` (retryable: overload, rate limit, network, 5xx; an `Unavailable`),
   * `model_rejected_request` (permanent: bad key, bad request, too long). Aborting throws the signal's reason. What
   * ends an answer that has begun is in the reply instead, with the usage so far.
   */
  generate(request: ModelRequest, call: ModelCall): Promise<ModelReply>
}
