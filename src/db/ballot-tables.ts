import type { ColumnType, JSONColumnType } from 'kysely'
import type { CreatedAt } from './created-at.ts'
import type { RedactGroup } from '../redact-groups.ts'
import type { SeverityColumn } from './schema.ts'

export type EffortColumn = 'low' | 'medium' | 'high'

/** One of a task's answers: what it is made with, and whether it may be voted for. */
export interface VariationTable {
  task_id: string
  /** From 1. */
  number: number
  /** Its wording, by name; null for the templates as they are. */
  variant: string | null
  /** `provider/model` */
  model: string
  effort: EffortColumn | null
  /** `failed`: it did not stand the checks the second time either. */
  state: ColumnType<
    'open' | 'passed' | 'failed',
    'open' | 'passed' | 'failed' | undefined,
    'open' | 'passed' | 'failed'
  >
  /** Whether what failed of it was made once more. */
  remade: ColumnType<boolean, boolean | undefined, boolean>
  /** Why it failed, as people may read it. */
  failure: ColumnType<string | null, string | null | undefined, string | null>
}

/** What decided: people's votes, the person whose vote broke a tie, the answers' agreement, the judge. */
export type DecidedBy = 'votes' | 'tie-break' | 'agreement' | 'judge'

/** A vote on a task's variations. */
export interface BallotTable {
  id: string
  task_id: string
  team_id: string
  /** `stopped`: no vote counts any more, and the reactions are being counted. */
  state: ColumnType<'open' | 'stopped' | 'closed', 'open' | undefined, 'open' | 'stopped' | 'closed'>
  emoji: string
  opened_at: ColumnType<Date, Date | undefined, Date>
  /** The deadline. */
  closes_at: ColumnType<Date, Date, Date>
  stopped_at: Date | null
  closed_at: Date | null
  /** Null where the deadline, or the judge, closed it. */
  closed_by: string | null
  reason: string | null
  decided_by: DecidedBy | null
  /** A variation's number. */
  winner: number | null
  /** Votes by label. */
  tally: JSONColumnType<Record<string, number>> | null
  judged_at: Date | null
  /** A variation's number; null where the judge sees no winner. */
  judge_winner: number | null
  judge_says: JSONColumnType<JudgePair[]> | null
}

/** What the judge said of two variations: `none` where its two answers, in both orders, disagree. */
export interface JudgePair {
  variations: [number, number]
  winner: number | null
}

/** A variation as people see it: which letter it has. Letters are shuffled. */
export interface BallotOptionTable {
  ballot_id: string
  label: string
  variation: number
}

/** Whether somebody's vote for an option stands, by the latest that was heard of it. */
export interface VoteTable {
  ballot_id: string
  label: string
  person: string
  is_on: boolean
  /** Slack's time of the reaction, in seconds. */
  event_ts: ColumnType<string, string, string>
}

/** Everything heard of votes, also what changed nothing. */
export interface VoteEventTable {
  id: string
  ballot_id: string
  label: string
  person: string
  is_on: boolean
  event_ts: ColumnType<string, string, string>
  /** `count`: found when the reactions were counted, its event was lost. */
  source: 'event' | 'count'
  /** False where the ballot was closed. */
  counted: boolean
  received_at: CreatedAt
}

/** How severe a finding is that the answers contradict each other about, as a person decided. */
export interface FindingDecisionTable {
  task_id: string
  finding_id: string
  severity: SeverityColumn
  decided_by: string
  decided_at: ColumnType<Date, Date | undefined, Date>
}

/** What holds for all that happens in a channel. */
export interface ChannelSettingTable {
  team_id: string
  channel_id: string
  /** Who may close ballots besides who asked, and who must agree to examples. */
  approvers: ColumnType<string[], string | undefined, string>
  /** Whether texts from here may be exported. */
  may_export: ColumnType<boolean, boolean | undefined, boolean>
  /** What is kept from models, besides what the operator wants. */
  redact: JSONColumnType<RedactGroup[], string | undefined>
  /** Nothing of it leaves the channel, and only members of the company are heard in it. */
  confidential: ColumnType<boolean, boolean | undefined, boolean>
  updated_by: string
  updated_at: ColumnType<Date, Date | undefined, Date>
}

/** A result that somebody wants kept in its analysis' data set. */
export interface ExampleTable {
  id: string
  task_id: string
  /** `kept`: it is a row of the data set. */
  state: ColumnType<
    'proposed' | 'declined' | 'kept',
    'proposed' | undefined,
    'proposed' | 'declined' | 'kept'
  >
  ideal_output: string
  expectations: string | null
  proposed_by: string
  /** Whether somebody else has to agree. */
  needs_approval: boolean
  proposed_at: ColumnType<Date, Date | undefined, Date>
  decided_by: string | null
  decided_at: Date | null
  case_id: string | null
  /** Why it could not be kept, in words. */
  problem: string | null
}
