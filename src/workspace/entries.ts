import type { Channel, Message, OpenView, Person, SharedFile } from './client-protocol.ts'

export interface StoredMessage extends Message {
  /** What the app attached; never shown. */
  metadata: unknown
}

/** Where a file stands. */
export interface Share {
  channel: string
  ts: string
  thread_ts: string | null
}

export interface StoredFile extends SharedFile {
  shares: Share[]
  /** In no channel, but handed to the app: chosen in one of its forms, or its own. */
  isGiven?: true
  isDeleted?: true
}

/** An event that no connection has acknowledged yet. */
export interface PendingEvent {
  id: string
  payload: Record<string, unknown>
}

export interface Secrets {
  botToken: string
  appToken: string
  signingSecret: string
}

export type Entry =
  | { kind: 'secrets'; value: Secrets }
  // A journal of an older version lacks what is newer.
  | { kind: 'person'; value: Omit<Person, 'role'> & Partial<Person> }
  | { kind: 'channel'; value: Omit<Channel, 'isConnect'> & Partial<Channel> }
  | { kind: 'message'; value: StoredMessage }
  | { kind: 'message_deleted'; value: { channel: string; ts: string } }
  | { kind: 'file'; value: StoredFile }
  /** What the app shows a person in its Home tab. */
  | { kind: 'home'; value: OpenView }
  | { kind: 'event'; value: PendingEvent }
  | { kind: 'event_done'; value: { id: string } }
