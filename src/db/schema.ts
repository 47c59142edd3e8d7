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

export interface PromptPart {
  role: 'system' | 'document' | 'prompt'
  hash: string
}

/** One call of a model. Its texts lie in prompt_part, each stored once. */
export interface GenerationTable {
  id: string
  task_id: string
  subtask_id: string
  requested_by: string
  attempt: number
  state: GenerationState
  provider: string
  model_requested: string
  model_answered: string | null
  template: string
  prompt_version: number
  prompt_hash: string
  git_commit: string | null
  parts: JSONColumnType<PromptPart[]>
  answer: string | null
  input_tokens: number | null
  output_tokens: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  /** US dollars; null where the price is unknown. */
  cost_usd: ColumnType<string | null, number | null, number | null>
  finish_reason: string | null
  provider_request_id: string | null
  ms_to_first_token: number | null
  ms: number | null
  error: string | null
  created_at: CreatedAt
}

export interface PromptPartTable {
  hash: string
  text: string
}

/** A view: one row per generation with its prompt as a person reads it. */
export interface PromptLogView {
  id: string
  task_id: string
  subtask_id: string
  requested_by: string
  attempt: number
  state: GenerationState
  provider: string
  model: string
  template: string
  prompt_version: number
  prompt_hash: string
  git_commit: string | null
  prompt: string
  answer: string | null
  input_tokens: number | null
  output_tokens: number | null
  cost_usd: string | null
  ms: number | null
  finish_reason: string | null
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
}
