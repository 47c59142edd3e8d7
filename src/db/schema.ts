import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { DocumentKind, Heading, Page } from '../documents/document.ts'

type CreatedAt = ColumnType<Date, never, never>

export type TaskState =
  | 'queued'
  | 'reading'
  | 'running'
  | 'combining'
  | 'posting'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'expired'

/** Who waits: a person before a batch before an eval. */
export type Lane = 'person' | 'batch' | 'eval'

export interface DocumentTable {
  id: string
  /** Rows of one team are never shared with another; a command-line document has team ''. */
  team_id: string
  sha256: string
  file_name: string
  byte_size: number
  bytes: Buffer
  kind: DocumentKind | null
  text: string | null
  pages: JSONColumnType<Page[]> | null
  headings: JSONColumnType<Heading[]> | null
  paged: boolean | null
  created_at: CreatedAt
}

export interface TaskTable {
  id: string
  /** What asked for it (an event, a modal, a file share); asking twice is one task. */
  dedupe_key: string
  state: ColumnType<TaskState, TaskState | undefined, TaskState>
  analysis: string
  variables: JSONColumnType<Record<string, string>>
  /** The file at its origin; fetched by the worker. Null where the document came with the request. */
  source_file_id: string | null
  file_name: string
  document_id: string | null
  requested_by: string
  team_id: string
  channel_id: string | null
  thread_ts: string | null
  /** Asked for outside a thread: the bot's first message opens one. */
  opens_thread: boolean
  prompt_version: number | null
  prompt_hash: string | null
  model: string
  lane: ColumnType<Lane, Lane | undefined, never>
  /** Higher goes first: the lane, then whose turn it is. */
  priority: ColumnType<number, number | undefined, never>
  /** The batch it belongs to, if any. */
  batch: string | null
  /** How many answers to every question are asked for. */
  variations: ColumnType<number, number | undefined, number>
  /** Set when the first question is asked; then the task must end. */
  deadline: Date | null
  /** US dollars, reckoned before the first question; null where a price is unknown. */
  estimate_usd: ColumnType<string | null, number | null | undefined, number | null>
  /** What the person should know about the money, in words. */
  budget_note: string | null
  /** And about the document: pages that are pictures. */
  document_note: string | null
  /** Subtasks of the present stage not yet done or failed; the one that makes it 0 starts the next stage. */
  remaining: ColumnType<number, number | undefined, number>
  error_code: string | null
  error_message: string | null
  created_at: CreatedAt
  started_at: Date | null
  finished_at: Date | null
}

export type SubtaskState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled'

export interface SubtaskTable {
  id: string
  task_id: string
  name: string
  title: string
  position: number
  /** A part asks the document; a combining one reads the parts' answers. */
  kind: ColumnType<'part' | 'combine', 'part' | 'combine' | undefined, never>
  /** From 1; which of the task's variations it belongs to. */
  variation: ColumnType<number, number | undefined, never>
  /** Counts how often it was started anew; a job of an earlier run has nothing to do any more. */
  run: ColumnType<number, number | undefined, number>
  state: ColumnType<SubtaskState, SubtaskState | undefined, SubtaskState>
  answer: string | null
  not_found: JSONColumnType<string[]> | null
  error_code: string | null
  error_message: string | null
  started_at: Date | null
  finished_at: Date | null
}

export type SeverityColumn = 'high' | 'medium' | 'low' | 'info'
export type QuoteMarkColumn = 'verified' | 'repaired' | 'unverified'

export interface FindingTable {
  id: string
  task_id: string
  subtask_id: string
  position: number
  title: string
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
  /** The words the answer gave. */
  quote: string | null
  mark: QuoteMarkColumn | null
  /** Where code found them, and the document's own words there. */
  page: number | null
  quote_start: number | null
  quote_end: number | null
  source_quote: string | null
}

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

export type PostState = 'pending' | 'sending' | 'sent'

/** The outbox: what must stand in a thread. Written before Slack is called, completed after. */
export interface PostTable {
  id: string
  /** The task or file share it belongs to. */
  owner_id: string
  /** 'opening', 'plan', 'offer', 'result-1'… once per owner. */
  kind: string
  state: ColumnType<PostState, PostState | undefined, PostState>
  channel_id: string
  ts: string | null
  content_hash: string | null
  updated_at: ColumnType<Date, Date | undefined, Date>
}

/** Slack events seen, so that a redelivery changes nothing. */
export interface SlackEventTable {
  event_id: string
  received_at: CreatedAt
}

/** A file that was shared where we are, and what became of it. */
export interface FileShareTable {
  id: string
  team_id: string
  channel_id: string
  file_id: string
  user_id: string
  event_ts: string
  file_name: string | null
  thread_ts: string | null
  created_at: CreatedAt
}

/** US dollars per million tokens from a date on. */
export interface ModelPriceTable {
  id: Generated<number>
  provider: string
  model: string
  effective_from: string
  input: string
  cache_write: string
  cache_read: string
  output: string
  over_tokens: number | null
  over_input: string | null
  over_output: string | null
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

export interface Database {
  document: DocumentTable
  task: TaskTable
  subtask: SubtaskTable
  finding: FindingTable
  generation: GenerationTable
  prompt_part: PromptPartTable
  prompt_log: PromptLogView
  post: PostTable
  slack_event: SlackEventTable
  file_share: FileShareTable
  model_price: ModelPriceTable
  rate_limit: RateLimitTable
  prompt_prefix: PromptPrefixTable
  document_tokens: DocumentTokensTable
}
