import type { ColumnType, JSONColumnType } from 'kysely'
import type { DocumentKind } from '../documents/document.ts'
import type { CreatedAt } from './created-at.ts'

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
  /** Where it is a file: noted before it is shared. */
  file_id: ColumnType<string | null, string | null | undefined, string | null>
  /** The emoji that the bot put there for people to vote with. */
  reaction: ColumnType<string | null, never, string>
  /** Where its channel had no room for it: when it may come back. */
  turn_at: ColumnType<Date | null, never, null>
  /** Of a file that was asked for in a thread: the task that it quotes. */
  about_task_id: ColumnType<string | null, string | null | undefined, never>
  updated_at: ColumnType<Date, Date | undefined, Date>
}

/** When Slack may be called again, for all processes: per channel that gets messages, and per method. */
export interface SlackPaceTable {
  /** Whose calls: the hash of a bot's token. */
  bot: string
  /** A channel or a method. */
  what: string
  free_at: Date
  /** When the next of those who were refused may look again. */
  visit_at: Date
  /** Slack asked to be left alone so long. */
  paused_until: Date
}

/** Slack events seen, so that a redelivery changes nothing. */
export interface SlackEventTable {
  event_id: string
  received_at: CreatedAt
}

/** What is offered for the files of one message. */
export interface FileOfferTable {
  id: string
  team_id: string
  channel_id: string
  message_ts: string
  /** Where the offer stands, and results go. */
  thread_ts: string
  created_at: CreatedAt
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
  /** As far as its name and type say; null for one that is not read. */
  kind: ColumnType<DocumentKind | null, DocumentKind | null | undefined, DocumentKind | null>
  thread_ts: string | null
  /** Set once Slack said which message carries it. */
  offer_id: ColumnType<string | null, string | null | undefined, string | null>
  created_at: CreatedAt
}

/** Which stored document a file of Slack's is. */
export interface SlackFileTable {
  team_id: string
  file_id: string
  document_id: string
}

/** What is done with files of a kind that are shared in a channel. */
export interface ChannelRuleTable {
  id: string
  team_id: string
  channel_id: string
  kind: DocumentKind | 'any'
  mode: 'ask' | 'start' | 'ignore'
  /** Null: whichever fit; never with `start`. */
  analysis: string | null
  updated_by: string
  updated_at: ColumnType<Date, Date | undefined, Date>
}

/** Who looked at their Home tab, and when last: theirs is kept fresh. */
export interface HomeOpenedTable {
  team_id: string
  user_id: string
  opened_at: ColumnType<Date, Date | undefined, Date>
  /** Of what was published last; null where it must be anew. */
  content_hash: ColumnType<string | null, string | null | undefined, string | null>
}

/** What somebody said to us: a mention, or a direct message. */
export interface HeardMessageTable {
  id: string
  team_id: string
  channel_id: string
  ts: string
  /** Null: not in a thread. */
  thread_ts: string | null
  user_id: string
  /** As it was typed, without our name. */
  text: string
  file_ids: JSONColumnType<string[]>
  created_at: CreatedAt
}

/** A team that installed the app. */
export interface InstallationTable {
  team_id: string
  enterprise_id: string | null
  bot_user_id: string
  /** The key that `sealed` is sealed with. */
  key_id: string
  /** What Slack gave, tokens included; null once it is uninstalled. */
  sealed: string | null
  installed_at: Date
  updated_at: Date
  uninstalled_at: Date | null
}
