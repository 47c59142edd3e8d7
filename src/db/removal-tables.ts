import type { ColumnType, JSONColumnType } from 'kysely'
import type { CreatedAt } from './created-at.ts'

export type RemovalReason = 'retention' | 'file-deleted' | 'message-deleted' | 'asked' | 'operator'
export type RemovalScope = 'task' | 'document' | 'person' | 'file' | 'message' | 'retention'

/** What a removal took away: ids and counts. */
export interface Removed {
  tasks: string[]
  documents: { id: string; sha256: string }[]
  /** By kind: `findings`, `prompt texts`… */
  counts: Record<string, number>
}

/** What it was to take away and did not, and why. */
export interface Kept {
  what: 'task' | 'document'
  id: string
  why: 'hold' | 'used-elsewhere'
}

/** The receipt of a removal. No content: ids, hashes and counts. */
export interface RemovalTable {
  id: string
  dedupe_key: string
  reason: RemovalReason
  scope: RemovalScope
  /** A task's, file's or person's id, a document's sha256, a message as `channel ts`. */
  target: string
  /** Null: of all teams. */
  team_id: string | null
  asked_by: string | null
  state: ColumnType<'waiting' | 'done', 'waiting' | 'done' | undefined, 'done'>
  removed: JSONColumnType<Partial<Removed>, string | undefined>
  kept: JSONColumnType<Kept[], string | undefined>
  created_at: CreatedAt
  finished_at: ColumnType<Date | null, Date | undefined, Date>
}

export type HoldScope = 'task' | 'document' | 'channel' | 'person'

/** What must not be removed, whatever the retention rule, Slack or a person says. */
export interface HoldTable {
  id: string
  /** Null: the operator's, for all teams. */
  team_id: string | null
  scope: HoldScope
  /** A task's id, a document's sha256, a channel's or a person's id. */
  target: string
  /** As an admin wrote it. */
  reason: string
  placed_by: string
  placed_at: CreatedAt
  released_by: ColumnType<string | null, undefined, string>
  released_at: ColumnType<Date | null, undefined, Date>
}

/** A key that content is, or was, encrypted with: its id. */
export interface EncryptionKeyTable {
  key_id: string
  first_used_at: CreatedAt
}
