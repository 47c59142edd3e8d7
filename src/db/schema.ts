import type { ColumnType, JSONColumnType } from 'kysely'
import type { DocumentKind, DocumentWarning, Heading, Page } from '../documents/document.ts'
import type { StoredFacts } from '../documents/facts.ts'
import type { AuditEventTable } from './audit-tables.ts'
import type { RedactGroup } from '../redact-groups.ts'
import type { CreatedAt } from './created-at.ts'
import type {
  BallotOptionTable,
  BallotTable,
  ChannelSettingTable,
  ExampleTable,
  FindingDecisionTable,
  VariationTable,
  VoteEventTable,
  VoteTable,
} from './ballot-tables.ts'
import type { EvalResultTable, EvalRunTable, HumanScoreTable } from './eval-tables.ts'
import type {
  GenerationTable,
  PromptPartTable,
  PromptLogView,
  ModelPriceTable,
  RateLimitTable,
  PromptPrefixTable,
  DocumentTokensTable,
} from './llm-tables.ts'
import type { EncryptionKeyTable, HoldTable, RemovalTable } from './removal-tables.ts'
import type { QuoteDayTable, SummedDayTable, UsageDayTable } from './usage-tables.ts'
import type {
  ChannelRuleTable,
  HomeOpenedTable,
  PostTable,
  SlackEventTable,
  SlackPaceTable,
  HeardMessageTable,
  FileOfferTable,
  FileShareTable,
  SlackFileTable,
  InstallationTable,
} from './slack-tables.ts'

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
  /** What people must know of it before they rely on a result. */
  warnings: JSONColumnType<DocumentWarning[], string | undefined>
  /** What a person said of it; the rest is read from its text. */
  facts: JSONColumnType<StoredFacts> | null
  /** When its content was removed; its hash and size remain. */
  removed_at: ColumnType<Date | null, undefined, Date | null>
  removal_id: ColumnType<string | null, undefined, string | null>
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
  /** Where people with a login open it in their browser. */
  source_file_url: ColumnType<string | null, string | null | undefined, string | null>
  /** Set once somebody asked for the full report as a file. */
  report_asked_at: ColumnType<Date | null, undefined, Date>
  file_name: string
  document_id: string | null
  requested_by: string
  team_id: string
  channel_id: string | null
  thread_ts: string | null
  /** Asked for outside a thread: the bot's first message opens one. */
  opens_thread: boolean
  /** Where a private one was asked for and may be shared; null: it is not private. */
  origin_channel_id: ColumnType<string | null, string | null | undefined, never>
  origin_thread_ts: ColumnType<string | null, string | null | undefined, string>
  shared_at: ColumnType<Date | null, undefined, Date | null>
  /** Where it was not the person who asked. */
  cancelled_by: ColumnType<string | null, undefined, string>
  prompt_version: number | null
  prompt_hash: string | null
  model: string
  /** Whether the person chose it: then all variations are asked of it. */
  model_chosen: ColumnType<boolean, boolean | undefined, never>
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
  /** And about what was kept from the model. */
  privacy_note: string | null
  /** What is kept from models, at least; an operator or a channel may want more. */
  redact: JSONColumnType<RedactGroup[], string | undefined>
  /** Subtasks of the present stage not yet done or failed; the one that makes it 0 starts the next stage. */
  remaining: ColumnType<number, number | undefined, number>
  error_code: string | null
  error_message: string | null
  /** Goes before its texts where the audit record hashes them; null once they are forgotten. */
  audit_salt: ColumnType<string | null, undefined, null>
  /** When what was found and answered was removed, and the texts of its prompts; states, counts and costs remain. */
  answers_removed_at: ColumnType<Date | null, undefined, Date>
  prompts_removed_at: ColumnType<Date | null, undefined, Date>
  /** The last removal that took something of it. */
  removal_id: ColumnType<string | null, undefined, string>
  created_at: CreatedAt
  started_at: Date | null
  finished_at: Date | null
  /** When the first answer with a finding was kept. */
  first_finding_at: ColumnType<Date | null, undefined, Date>
}

/** What stands for what in all that models are told of a document, as JSON. */
export interface RedactionTable {
  document_id: string
  entries: string
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
  /** Of a long document, the section of its text that it reads; all of it where the end is null. */
  section_start: ColumnType<number, number | undefined, number>
  section_end: ColumnType<number | null, number | null | undefined, number>
  /** Counts how often it was started anew; a job of an earlier run has nothing to do any more. */
  run: ColumnType<number, number | undefined, number>
  /** Attempts up to this number gave an answer that was no use: it is not taken again. */
  discarded_attempts: ColumnType<number, number | undefined, number>
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

/** The texts of an analysis as tasks were started with them. */
export interface PromptVersionTable {
  hash: string
  analysis: string
  number: number
  title: string
  git_commit: string | null
  files: JSONColumnType<Record<string, string>>
  created_at: CreatedAt
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
  slack_pace: SlackPaceTable
  file_share: FileShareTable
  heard_message: HeardMessageTable
  installation: InstallationTable
  file_offer: FileOfferTable
  slack_file: SlackFileTable
  model_price: ModelPriceTable
  rate_limit: RateLimitTable
  prompt_prefix: PromptPrefixTable
  document_tokens: DocumentTokensTable
  redaction: RedactionTable
  channel_rule: ChannelRuleTable
  home_opened: HomeOpenedTable
  eval_run: EvalRunTable
  eval_result: EvalResultTable
  human_score: HumanScoreTable
  prompt_version: PromptVersionTable
  variation: VariationTable
  ballot: BallotTable
  ballot_option: BallotOptionTable
  vote: VoteTable
  vote_event: VoteEventTable
  finding_decision: FindingDecisionTable
  channel_setting: ChannelSettingTable
  example: ExampleTable
  summed_day: SummedDayTable
  usage_day: UsageDayTable
  quote_day: QuoteDayTable
  audit_event: AuditEventTable
  removal: RemovalTable
  hold: HoldTable
  encryption_key: EncryptionKeyTable
}
