import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { CreatedAt } from './created-at.ts'

export type GenerationState = 'running' | 'done' | 'failed'

/** An answer, a second one where the first was no use, or one that was asked for from the log. */
export type GenerationPurpose = 'answer' | 'repair' | 'replay'

export interface PromptPart {
  /** `answer` is what the model said before, `repair` what was wrong with it. */
  role: 'system' | 'document' | 'prompt' | 'answer' | 'repair'
  hash: string
}

/** One call of a model. Its texts lie in prompt_part, each stored once. */
export interface GenerationTable {
  id: string
  task_id: string
  subtask_id: string
  requested_by: string
  attempt: number
  purpose: ColumnType<GenerationPurpose, GenerationPurpose | undefined, never>
  state: GenerationState
  provider: string
  model_requested: string
  model_answered: string | null
  /** What went to the provider besides the texts. */
  parameters: JSONColumnType<Record<string, unknown>, string | undefined>
  template: string
  prompt_version: number
  prompt_hash: string
  git_commit: string | null
  parts: JSONColumnType<PromptPart[]>
  /** Whether its texts have placeholders for what is kept from models. */
  redacted: ColumnType<boolean, boolean | undefined, never>
  /** As the model wrote it. */
  answer: string | null
  /** As it was understood; null where it was no use. */
  parsed: JSONColumnType<object> | null
  input_tokens: number | null
  output_tokens: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  /** US dollars; null where the price is unknown. */
  cost_usd: ColumnType<string | null, number | null, number | null>
  /** The price it was reckoned by. */
  price_id: number | null
  finish_reason: string | null
  provider_request_id: string | null
  /** Before the model was asked: for the cache to be written, for the rate limit. */
  waited_ms: number | null
  /** From asking to the first word, and to the end. */
  ms_to_first_token: number | null
  ms: number | null
  error_code: string | null
  error: string | null
  created_at: CreatedAt
}

export interface PromptPartTable {
  hash: string
  text: string
}

/** A view: one row per generation with its prompt as a person reads it, and where it came from. */
export interface PromptLogView {
  id: string
  task_id: string
  subtask_id: string
  subtask: string
  variation: number
  analysis: string
  file_name: string
  batch: string | null
  team_id: string
  channel_id: string | null
  thread_ts: string | null
  requested_by: string
  attempt: number
  purpose: GenerationPurpose
  state: GenerationState
  provider: string
  model_requested: string
  model_answered: string | null
  parameters: Record<string, unknown>
  template: string
  prompt_version: number
  prompt_hash: string
  git_commit: string | null
  parts: PromptPart[]
  prompt: string
  answer: string | null
  parsed: object | null
  input_tokens: number | null
  output_tokens: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  cost_usd: string | null
  price_id: number | null
  waited_ms: number | null
  ms_to_first_token: number | null
  ms: number | null
  finish_reason: string | null
  provider_request_id: string | null
  error_code: string | null
  error: string | null
  created_at: Date
}

/** Read as text, so that nothing is lost. */
type Dollars = ColumnType<string, number, number>

/** US dollars per million tokens from a date on. */
export interface ModelPriceTable {
  id: Generated<number>
  provider: string
  model: string
  effective_from: string
  input: Dollars
  cache_write: Dollars
  cache_read: Dollars
  output: Dollars
  over_tokens: number | null
  over_input: Dollars | null
  over_output: Dollars | null
  source: string
}

/** What may be asked of a group of models within a minute, and what is left of it, as all processes share it. */
export interface RateLimitTable {
  model_group: string
  /** Whether the provider has said what its limits are; one that has none is known too. */
  is_known: boolean
  requests_per_minute: number | null
  requests_left: number | null
  input_per_minute: number | null
  input_left: number | null
  output_per_minute: number | null
  output_left: number | null
  refilled_at: Date
  /** Nobody asks before then: the provider was overloaded or said when to come again. */
  paused_until: Date | null
  /** Pauses since the last good answer; each is longer than the one before. */
  pauses: number
  /** Till then one call runs alone, to learn the limits. */
  alone_until: Date | null
  /** The highest priority that waits, and how long that is to be believed. */
  waiting_priority: number
  waiting_until: Date | null
}

/** Whose call writes the provider's cache of a beginning that many calls share. */
export interface PromptPrefixTable {
  key: string
  /** The generation that is asked first. */
  leader: string | null
  leads_until: Date | null
  /** The cache holds it so long. */
  warm_until: Date | null
}

/** How many tokens a model counts in a document. */
export interface DocumentTokensTable {
  document_id: string
  model: string
  tokens: number
}
